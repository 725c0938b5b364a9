package dev.hikae.drills.bundle;

/** Where things lie: names of files in a bundle and in its container, and members of the report that verifiers read. */
public final class Layout {
    public static final String CONTAINER = "evidence.asice";
    public static final String PROOF = "evidence.asice.tlog-proof";
    public static final String CHECKPOINT = "log/checkpoint.txt";
    public static final String CHECKPOINT_TIME = "log/checkpoint.tsr";
    public static final String LEAVES = "log/leaves.jsonl";
    public static final String BODIES = "log/bodies.jsonl";
    public static final String ROOT = "trust/root.pem";
    public static final String REVOCATIONS = "trust/crls.pem";
    public static final String LOG_KEY = "trust/log-key.txt";
    public static final String SUMS = "SHA256SUMS";
    public static final String SUMS_SEAL = "SHA256SUMS.p7s";

    public static final String MIMETYPE = "mimetype";
    public static final String MIMETYPE_TEXT = "application/vnd.etsi.asic-e+zip";
    public static final String REPORT = "report.json";
    public static final String REPORT_SEAL = "report.json.p7s";
    public static final String PDF_JA = "report.ja.pdf";
    public static final String PDF_EN = "report.en.pdf";
    public static final String RAW = "raw/";
    public static final String MANIFEST = "META-INF/ASiCManifest001.xml";
    public static final String MANIFEST_SEAL = "META-INF/signature001.p7s";

    /** Member of {@code report.json}: the run's id. */
    public static final String RUN_ID = "run_id";
    /** Member of {@code report.json}: the word that the run's end leaf in the register carries, too. */
    public static final String OUTCOME = "outcome";
    /** Member of {@code report.json}: {@link dev.hikae.drills.register.Population#toJson} at the time of writing. */
    public static final String POPULATION = "population";

    /** Members of the body of a {@code report.issued} leaf. */
    public static final String CONTAINER_SHA256 = "container_sha256";

    public static final String REPORT_SHA256 = "report_sha256";

    private Layout() {}
}
