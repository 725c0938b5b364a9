package dev.hikae.drills.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RunId;
import dev.hikae.config.json.Jcs;
import dev.hikae.config.json.Json;
import dev.hikae.drills.EvidenceError;
import dev.hikae.drills.register.InclusionProof;
import dev.hikae.drills.register.LeafForm;
import dev.hikae.drills.register.Register;
import dev.hikae.drills.register.Register.Draft;
import dev.hikae.drills.register.Register.Kind;
import dev.hikae.drills.register.Register.Leaf;
import dev.hikae.drills.sign.Digests;
import dev.hikae.drills.sign.EvidencePki;
import dev.hikae.drills.sign.NotVerified;
import dev.hikae.drills.sign.Sealer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Seals a report into a bundle and records that in the register.
 *
 * <p>Signs the PDFs (PAdES), the report (CAdES) and the container; appends {@code report.issued}, whose body names the
 * container's SHA-256; adds every leaf of the register up to then, a time-stamped checkpoint and the proof that the
 * leaf lies in it; signs the list of all files. Append the run's end leaf before.
 */
public final class BundleBuilder {
    private final Register register;
    private final EvidencePki pki;
    private final Sealer sealer;

    /** Seals with the given sealer; its chain must lead to the root of these keys. */
    public BundleBuilder(Register register, EvidencePki pki, Sealer sealer) {
        this.register = register;
        this.pki = pki;
        this.sealer = sealer;
    }

    /**
     * What goes into a bundle.
     *
     * @param run whose report it is
     * @param reportJson {@code report.json} in RFC 8785 form, with the members named in {@link Layout}
     * @param pdfJa the Japanese rendering, not yet signed, with {@code report.json} attached
     * @param pdfEn the English rendering, likewise
     * @param raw raw evidence: path below {@code raw/} to content
     */
    public record Contents(RunId run, byte[] reportJson, byte[] pdfJa, byte[] pdfEn, Map<String, byte[]> raw) {
        public Contents {
            raw = Map.copyOf(raw);
        }
    }

    /**
     * A finished bundle.
     *
     * @param zip the file
     * @param sha256 of the file, hexadecimal
     * @param leaf the register's leaf that records it
     */
    public record Bundle(byte[] zip, String sha256, Leaf leaf) {}

    public Bundle build(Contents contents) throws IOException {
        JsonNode report = canonical(contents.reportJson());
        requireMembers(report, contents);
        // Before anything is signed: a revocation list made later would not be valid yet at the time-stamp.
        Map<String, byte[]> trust = pki.trustFiles();
        byte[] container = Container.seal(signed(contents), sealer::detached);
        Leaf leaf = register.append(issued(contents, report, container));
        Map<String, byte[]> files = new TreeMap<>();
        files.put(Layout.CONTAINER, container);
        log(contents.run(), leaf, files);
        trust.forEach((name, content) -> files.put("trust/" + name, content));
        VerifierFiles.all().forEach((name, content) -> files.put("verify/" + name, content));
        byte[] sums = sums(files);
        files.put(Layout.SUMS, sums);
        files.put(Layout.SUMS_SEAL, sealer.detached(sums));
        byte[] zip = Archive.write(files);
        return new Bundle(zip, Digests.hex(zip), leaf);
    }

    /** The list of files as {@code sha256sum} writes and checks it, by name. */
    public static byte[] sums(Map<String, byte[]> files) {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(files).forEach((name, content) -> text.append(Digests.hex(content))
                .append("  ")
                .append(name)
                .append('\n'));
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static JsonNode canonical(byte[] json) {
        JsonNode report = Json.parse(json);
        if (!Arrays.equals(Jcs.bytes(report), json)) {
            throw new HikaeException(EvidenceError.REPORT_NOT_CANONICAL);
        }
        return report;
    }

    private static void requireMembers(JsonNode report, Contents contents) {
        require(report.path(Layout.RUN_ID).asText().equals(contents.run().value()), Layout.RUN_ID);
        require(report.path(Layout.OUTCOME).isTextual(), Layout.OUTCOME);
        require(report.path(Layout.POPULATION).isObject(), Layout.POPULATION);
        require(EmbeddedRecord.in(contents.pdfJa(), contents.reportJson()), Layout.PDF_JA + " → " + Layout.REPORT);
        require(EmbeddedRecord.in(contents.pdfEn(), contents.reportJson()), Layout.PDF_EN + " → " + Layout.REPORT);
    }

    private static void require(boolean there, String what) {
        if (!there) {
            throw new HikaeException(EvidenceError.REPORT_LACKS, what);
        }
    }

    private SortedMap<String, byte[]> signed(Contents contents) throws IOException {
        SortedMap<String, byte[]> files = new TreeMap<>();
        files.put(Layout.REPORT, contents.reportJson());
        files.put(Layout.REPORT_SEAL, sealer.detached(contents.reportJson()));
        files.put(Layout.PDF_JA, sealer.pdf(new ByteArrayInputStream(contents.pdfJa())));
        files.put(Layout.PDF_EN, sealer.pdf(new ByteArrayInputStream(contents.pdfEn())));
        contents.raw().forEach((name, content) -> files.put(Layout.RAW + name, content));
        return files;
    }

    private Draft issued(Contents contents, JsonNode report, byte[] container) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put(Layout.CONTAINER_SHA256, Digests.hex(container));
        body.put(Layout.REPORT_SHA256, Digests.hex(contents.reportJson()));
        Optional<String> outcome = Optional.of(report.path(Layout.OUTCOME).asText());
        return new Draft(Kind.REPORT_ISSUED, Optional.of(contents.run()), Optional.empty(), outcome, body);
    }

    /** The proof's own checkpoint decides how many leaves go along: others may be appended meanwhile. */
    private void log(RunId run, Leaf issued, Map<String, byte[]> files) throws IOException {
        String proof = register.proof(issued.seq());
        String checkpoint = checkpoint(proof);
        byte[] note = checkpoint.getBytes(StandardCharsets.UTF_8);
        List<Leaf> leaves =
                register.leaves(0, Long.parseLong(checkpoint.lines().toList().get(1)));
        files.put(Layout.PROOF, proof.getBytes(StandardCharsets.UTF_8));
        files.put(Layout.CHECKPOINT, note);
        files.put(Layout.CHECKPOINT_TIME, sealer.timeStamp(note));
        files.put(Layout.LEAVES, lines(leaves.stream().map(LeafForm::bytes).toList()));
        files.put(
                Layout.BODIES,
                lines(leaves.stream()
                        .filter(leaf -> leaf.run().equals(Optional.of(run)))
                        .flatMap(leaf -> register.saltedBody(leaf.seq()).stream()
                                .map(body -> Jcs.bytes(body.put("seq", leaf.seq()))))
                        .toList()));
    }

    private static String checkpoint(String proof) {
        try {
            return InclusionProof.parse(proof).checkpoint();
        } catch (NotVerified e) {
            throw new IllegalStateException("bug: a proof of ours that we do not read", e);
        }
    }

    private static byte[] lines(List<byte[]> lines) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] line : lines) {
            all.write(line);
            all.write('\n');
        }
        return all.toByteArray();
    }
}
