package dev.hikae.drills.run;

import static dev.hikae.drills.run.DrillRig.newest;
import static dev.hikae.drills.run.DrillRig.shell;
import static dev.hikae.drills.run.FakeRepository.OSAKA;
import static dev.hikae.drills.run.FakeRepository.TOKYO;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.config.runbook.Step.Action;
import dev.hikae.drills.report.DrillReports;
import dev.hikae.drills.report.Report;
import dev.hikae.drills.report.ReportJson;
import dev.hikae.drills.report.ReportRenderer;
import dev.hikae.drills.report.ReportSamples;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DrillReportTest {
    @Test
    void failedDrill_isToldInBothLanguages(@TempDir Path folder) throws IOException {
        var rig = new DrillRig(folder);
        rig.repository.add(1, DrillRig.START.minus(Duration.ofMinutes(40)), TOKYO, OSAKA);
        rig.repository.state().restoredContent = "damaged";
        rig.criterion("down", new Action.RegionDown(TOKYO))
                .criterion("restore", newest(), "down")
                .criterion("compare", new Action.Compare(), "restore")
                .criterion("health", shell("true"), "compare")
                .always("up", new Action.RegionUp(TOKYO))
                .always("clean", new Action.CleanUp());
        Report report = DrillReports.build(rig.run(), ReportSamples.context());

        assertEquals("failed", report.outcome());
        byte[] record = ReportJson.bytes(report);
        assertArrayEquals(record, ReportJson.bytes(ReportJson.read(record)));
        assertEquals("health", report.deviations().getFirst().what());
        String en = text(ReportRenderer.render(report, Locale.ENGLISH));
        assertTrue(en.contains("FAILED"), en);
        assertTrue(en.contains("The criterion “compare” did not hold."), en);
        assertTrue(en.contains("RTO not achieved: the recovery never became healthy."), en);
        assertTrue(en.contains("the drill stopped after step “compare”"), en);
        String ja = text(ReportRenderer.render(report, Locale.JAPANESE));
        assertTrue(ja.contains("不合格"), ja);
        assertTrue(ja.contains("成功基準「compare」を満たしませんでした。"), ja);
        assertTrue(ja.contains("未実行"), ja);
    }

    private static String text(byte[] pdf) throws IOException {
        try (PDDocument document = Loader.loadPDF(pdf)) {
            return new PDFTextStripper().getText(document).replaceAll("\\s+", " ");
        }
    }
}
