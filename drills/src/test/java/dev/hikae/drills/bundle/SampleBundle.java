package dev.hikae.drills.bundle;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hikae.config.id.Ids;
import dev.hikae.config.id.RunId;
import dev.hikae.config.json.Jcs;
import dev.hikae.drills.bundle.BundleBuilder.Bundle;
import dev.hikae.drills.bundle.BundleBuilder.Contents;
import dev.hikae.drills.register.FileRegister;
import dev.hikae.drills.register.Population;
import dev.hikae.drills.register.Register.Draft;
import dev.hikae.drills.register.Register.Kind;
import dev.hikae.drills.sign.EvidencePki;
import dev.hikae.drills.sign.SamplePki;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDDocumentNameDictionary;
import org.apache.pdfbox.pdmodel.PDEmbeddedFilesNameTreeNode;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.common.filespecification.PDComplexFileSpecification;
import org.apache.pdfbox.pdmodel.common.filespecification.PDEmbeddedFile;

/** A register with a short history and bundles of a drill from it. */
public final class SampleBundle implements AutoCloseable {
    private static final Instant FROM = Instant.parse("2020-01-01T00:00:00Z");
    private final Ids ids = new Ids(SamplePki.CLOCK, new SecureRandom());
    public final EvidencePki pki;
    public final FileRegister register;

    public SampleBundle(Path folder) {
        pki = SamplePki.in(folder);
        register = FileRegister.open(folder.resolve("register"), pki.logKey(), SamplePki.CLOCK, new SecureRandom());
    }

    /** A run from its plan to its end. */
    public RunId run(String outcome) {
        return run(ids.run(), outcome);
    }

    /** The same, with an id of your own. */
    public RunId run(RunId run, String outcome) {
        leaf(Kind.RUN_PLANNED, run, Optional.empty());
        leaf(Kind.RUN_STARTED, run, Optional.empty());
        leaf(Kind.RUN_FINISHED, run, Optional.of(outcome));
        return run;
    }

    public void leaf(Kind kind, RunId run, Optional<String> outcome) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("actor", "当直").put("due", SamplePki.CLOCK.instant().toString());
        register.append(new Draft(kind, Optional.of(run), Optional.empty(), outcome, body));
    }

    public ObjectNode report(RunId run, String outcome) {
        ObjectNode report = JsonNodeFactory.instance.objectNode();
        report.put("run_id", run.value()).put("outcome", outcome).put("title", "四半期フェイルオーバー訓練");
        Instant to = SamplePki.CLOCK.instant().plus(Duration.ofDays(1));
        report.set("population", Population.of(register, FROM, to).toJson());
        return report;
    }

    public Bundle bundle(RunId run, ObjectNode report) throws IOException {
        byte[] json = Jcs.bytes(report);
        Map<String, byte[]> raw = Map.of("steps/1-restore.log", "restored 3 files\n".getBytes(StandardCharsets.UTF_8));
        return new BundleBuilder(register, pki, pki.sealer())
                .build(new Contents(run, json, pdf("ja", json), pdf("en", json), raw));
    }

    /** One page with the record attached. */
    public static byte[] pdf(String title, byte[] record) throws IOException {
        try (PDDocument document = new PDDocument()) {
            document.addPage(new PDPage());
            document.getDocumentInformation().setTitle(title);
            PDEmbeddedFile file = new PDEmbeddedFile(document, new ByteArrayInputStream(record));
            PDComplexFileSpecification specification = new PDComplexFileSpecification();
            specification.setFile("report.json");
            specification.setEmbeddedFile(file);
            PDEmbeddedFilesNameTreeNode tree = new PDEmbeddedFilesNameTreeNode();
            tree.setNames(Map.of("report.json", specification));
            PDDocumentNameDictionary names = new PDDocumentNameDictionary(document.getDocumentCatalog());
            names.setEmbeddedFiles(tree);
            document.getDocumentCatalog().setNames(names);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            document.save(bytes);
            return bytes.toByteArray();
        }
    }

    /** A bundle of a drill that passed, in a register that also knows a failed run. */
    public Bundle usual() throws IOException {
        List.of("succeeded", "failed").forEach(this::run);
        RunId run = run("succeeded");
        return bundle(run, report(run, "succeeded"));
    }

    @Override
    public void close() {
        register.close();
    }
}
