package dev.hikae.drills.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.config.json.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;

final class ReportRendererTest {
    private static final Report REPORT = SampleDrill.report();
    private static final byte[] JA = ReportRenderer.render(REPORT, Locale.JAPANESE);
    private static final byte[] EN = ReportRenderer.render(REPORT, Locale.ENGLISH);

    @Test
    void japaneseText_comesBackCharacterByCharacter() throws IOException {
        String text = text(JA);
        for (String expected : new String[] {
            "東京リージョン喪失訓練（第3四半期）",
            "合格",
            "大阪リージョンの複製から受注システムを復旧する。",
            "例示株式会社",
            "RTOを達成しました:目標30分に対し3分51秒。",
            "未実行",
            "この訓練の対象ではありません。",
            "A.8.13に関連する証跡:第9,10節",
            "すべてのリージョンが1台の機械の上にあります（地理的分散ではありません）"
        }) {
            assertTrue(text.contains(expected), () -> "lacks " + expected + " in " + text);
        }
        assertFalse(text.codePoints().anyMatch(c -> c >= 0x2e80 && c <= 0x2fdf), "radicals in place of characters");
    }

    @Test
    void englishText_saysTheSameFromTheSameRecord() throws IOException {
        String text = text(EN);
        for (String expected : new String[] {
            "PASSED",
            "東京リージョン喪失訓練",
            "RTOmet:3min51sof30min.",
            "NOTRUN",
            "EvidencerelevanttoA.8.13:sections9,10",
            "notgeographic"
        }) {
            assertTrue(text.contains(expected), () -> "lacks " + expected);
        }
    }

    @Test
    void everySection_isThere() throws IOException {
        String text = text(EN);
        var words = new Words(Locale.ENGLISH);
        for (int i = 1; i <= 21; i++) {
            String title = i + words.say("section." + i);
            assertTrue(text.contains(title.replaceAll("\\s", "")), title);
        }
    }

    @Test
    void sameReport_givesTheSameBytes() {
        assertArrayEquals(JA, ReportRenderer.render(SampleDrill.report(), Locale.JAPAN));
    }

    @Test
    void record_isEmbeddedAsTheSource() throws IOException {
        try (PDDocument pdf = Loader.loadPDF(JA)) {
            var names = pdf.getDocumentCatalog().getNames().getEmbeddedFiles().getNames();
            var file = Objects.requireNonNull(names.get("report.json"));
            byte[] embedded = file.getEmbeddedFile().toByteArray();
            assertArrayEquals(ReportJson.bytes(REPORT), embedded);
            assertTrue(text(JA).contains(Sha256.hex(embedded)), "the hash of the record is printed");
            assertEquals("Source", file.getCOSObject().getNameAsString("AFRelationship"));
        }
    }

    @Test
    void pdf_declaresArchiveAndAccessibility() throws IOException {
        try (PDDocument pdf = Loader.loadPDF(JA)) {
            var catalog = pdf.getDocumentCatalog();
            String xmp = new String(catalog.getMetadata().toByteArray(), StandardCharsets.UTF_8);
            assertTrue(xmp.contains("<pdfaid:part>3</pdfaid:part>"), xmp);
            assertTrue(xmp.contains("<pdfaid:conformance>A</pdfaid:conformance>"), xmp);
            assertTrue(xmp.contains("<pdfuaid:part>1</pdfuaid:part>"), xmp);
            assertTrue(xmp.contains("<xmp:CreateDate>2026-11-20T01:06:40Z</xmp:CreateDate>"), xmp);
            assertEquals("ja", catalog.getLanguage());
            assertTrue(catalog.getMarkInfo().isMarked());
            assertFalse(catalog.getStructureTreeRoot().getKids().isEmpty());
            assertTrue(catalog.getDocumentOutline().hasChildren());
            assertTrue(catalog.getCOSObject().containsKey(COSName.getPDFName("OutputIntents")));
        }
    }

    @Test
    void noPage_isBlank() throws IOException {
        try (PDDocument pdf = Loader.loadPDF(JA)) {
            for (int page = 1; page <= pdf.getNumberOfPages(); page++) {
                var stripper = new PDFTextStripper();
                stripper.setStartPage(page);
                stripper.setEndPage(page);
                assertTrue(stripper.getText(pdf).strip().lines().count() > 4, "page " + page);
            }
        }
    }

    @Test
    void fonts_areEmbedded() throws IOException {
        try (PDDocument pdf = Loader.loadPDF(JA)) {
            for (PDPage page : pdf.getPages()) {
                for (COSName name : page.getResources().getFontNames()) {
                    var font = page.getResources().getFont(name);
                    assertTrue(font.isEmbedded(), font.getName());
                    assertTrue(font.getName().contains("BIZUDPGothic"), font.getName());
                }
            }
        }
    }

    @Test
    void markupInData_isShownAsText() throws IOException {
        assertTrue(text(JA).contains("ヘルスチェック<200&\"ok\">"));
        byte[] pdf = ReportRenderer.render(
                SampleDrill.titled("<img src='file:///etc/passwd'/><script>x</script>"), Locale.ENGLISH);
        assertTrue(text(pdf).contains("<imgsrc='file:///etc/passwd'/><script>x</script>"));
    }

    @Test
    void charactersWithoutGlyph_areWrittenOut() throws IOException {
        String text = text(ReportRenderer.render(SampleDrill.titled("a\u0000b\u202e😀 𠮷 \ue000"), Locale.JAPANESE));
        assertTrue(text.contains("a[U+0000]b[U+202E][U+1F600]"), text.substring(0, 200));
        assertFalse(text.contains("#"));
    }

    /** Without white space, which line breaks and columns add. */
    private static String text(byte[] pdf) throws IOException {
        try (PDDocument document = Loader.loadPDF(pdf)) {
            return new PDFTextStripper().getText(document).replaceAll("\\s", "");
        }
    }
}
