package dev.hikae.drills.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hikae.config.json.Jcs;
import dev.hikae.config.json.Json;
import dev.hikae.drills.bundle.Archive;
import dev.hikae.drills.bundle.BundleBuilder;
import dev.hikae.drills.bundle.Layout;
import dev.hikae.drills.bundle.SampleBundle;
import dev.hikae.drills.bundle.VerifierFiles;
import dev.hikae.drills.register.Population;
import dev.hikae.drills.sign.NotVerified;
import dev.hikae.drills.sign.Tools;
import dev.hikae.drills.verify.EvidenceVerifier;
import dev.hikae.drills.verify.Question;
import dev.hikae.drills.verify.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real report, rendered, sealed and verified: with the verifiers, and with the auditor's own tools. */
final class SealedReportTest {
    @Test
    void sealedReport_isAcceptedByBothVerifiersAndPdfsig(@TempDir Path folder) throws IOException, NotVerified {
        try (SampleBundle sample = new SampleBundle(folder)) {
            sample.run(SampleDrill.RUN, SampleDrill.report().outcome());
            Report report = counted(sample);
            byte[] record = ReportJson.bytes(report);
            byte[] zip = new BundleBuilder(sample.register, sample.pki, sample.pki.sealer())
                    .build(new BundleBuilder.Contents(
                            SampleDrill.RUN,
                            record,
                            ReportRenderer.render(report, Locale.JAPANESE),
                            ReportRenderer.render(report, Locale.ENGLISH),
                            Map.of()))
                    .zip();
            Result result = EvidenceVerifier.verify(zip, Question.root(sample.pki.rootPem()));
            assertTrue(result.accepted(), result.page(Locale.ENGLISH));
            Files.write(folder.resolve("bundle.zip"), zip);
            Files.write(folder.resolve("root.pem"), sample.pki.rootPem());
            VerifierFiles.write(folder);
            Tools.Result script = Tools.run(folder, "./verify.sh", "bundle.zip", "--root", "root.pem");
            assertEquals(0, script.exit(), script.output());
            pdfs(folder, zip, record);
        }
    }

    /** The sample's counts are made up; a bundle wants the register's. */
    private static Report counted(SampleBundle sample) {
        ObjectNode tree = (ObjectNode) Json.parse(ReportJson.bytes(SampleDrill.report()));
        tree.set(
                "population",
                Population.count(sample.register.leaves(0, sample.register.size()), Instant.EPOCH)
                        .toJson());
        return ReportJson.read(Jcs.bytes(tree));
    }

    private static void pdfs(Path folder, byte[] zip, byte[] record) throws IOException, NotVerified {
        SortedMap<String, byte[]> container = Archive.read(Archive.read(zip).getOrDefault(Layout.CONTAINER, zip));
        assertArrayEquals(record, container.get(Layout.REPORT));
        for (String name : List.of(Layout.PDF_JA, Layout.PDF_EN)) {
            Files.write(
                    folder.resolve(name),
                    Optional.ofNullable(container.get(name)).orElseThrow());
            if (Tools.has("pdfsig", "pdfsig", "-v")) {
                String said = Tools.run(folder, "pdfsig", "-nocert", name).output();
                assertTrue(said.contains("Signature is Valid") && said.contains("Total document signed"), said);
            }
        }
    }
}
