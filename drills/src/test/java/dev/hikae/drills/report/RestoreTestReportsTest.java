package dev.hikae.drills.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.config.plan.Probe;
import dev.hikae.drills.run.FakeRepositories;
import dev.hikae.drills.run.Judgement;
import dev.hikae.engine.RunControl;
import dev.hikae.verify.RestoreTestRequest;
import dev.hikae.verify.RestoreTestResult;
import dev.hikae.verify.RestoreTester;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RestoreTestReportsTest {
    @Test
    void passedTest_isShownInTheShortForm(@TempDir Path folder) throws IOException {
        Report report = report(folder, "orders");
        assertEquals("passed", report.outcome());
        assertEquals(Report.Kind.RESTORE_TEST, report.kind());
        Recovery.Service service = report.recovery().services().getFirst();
        assertEquals(Judgement.State.MET, service.rto().state());
        assertEquals(Optional.of(Duration.ofMinutes(40)), service.rpo().achieved());
        assertEquals(0, report.integrity().checked().orElseThrow().mismatchCount());
        byte[] record = ReportJson.bytes(report);
        assertArrayEquals(record, ReportJson.bytes(ReportJson.read(record)));
        String text = text(ReportRenderer.render(report, Locale.ENGLISH));
        assertTrue(text.contains("Restore test report"), text);
        assertTrue(text.contains("The recovery point came back and all 2 probes held."), text);
        assertFalse(text.contains("Crisis governance and communications"), text);
        assertTrue(text.contains("short form"), text);
        assertTrue(text(ReportRenderer.render(report, Locale.JAPANESE)).contains("復元テスト報告書"));
    }

    @Test
    void damagedCopy_failsWithItsPath(@TempDir Path folder) throws IOException {
        Report report = report(folder, "damaged");
        assertEquals("failed", report.outcome());
        String text = text(ReportRenderer.render(report, Locale.ENGLISH));
        assertTrue(text.contains("FAILED"), text);
        assertTrue(text.contains("/srv/orders/orders.txt"), text);
    }

    private static Report report(Path folder, String content) {
        var request = RestoreTestRequest.of(SampleDrill.plan())
                .withProbes(List.of(
                        new Probe.Content(),
                        new Probe.Command("count", List.of("true"), Duration.ofSeconds(20), 0, Optional.empty())));
        RestoreTestResult result = new RestoreTester(() -> SampleDrill.START, new SecureRandom(), folder)
                .test(
                        FakeRepositories.withOnePoint(SampleDrill.START.minus(Duration.ofMinutes(40)), content),
                        request,
                        RunControl.NONE);
        return RestoreTestReports.build(result, SampleDrill.context(), SampleDrill.RUN, "hikae", "11bb".repeat(16));
    }

    private static String text(byte[] pdf) throws IOException {
        try (PDDocument document = Loader.loadPDF(pdf)) {
            return new PDFTextStripper().getText(document).replaceAll("\\s+", " ");
        }
    }
}
