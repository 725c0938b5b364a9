package dev.hikae.drills.report;

import com.openhtmltopdf.outputdevice.helper.BaseRendererBuilder.FontStyle;
import com.openhtmltopdf.outputdevice.helper.ExternalResourceControlPriority;
import com.openhtmltopdf.pdfboxout.PDFontSupplier;
import com.openhtmltopdf.pdfboxout.PdfBoxRenderer;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder.PdfAConformance;
import com.openhtmltopdf.util.Diagnostic;
import com.openhtmltopdf.util.XRLog;
import com.openhtmltopdf.util.XRLogger;
import dev.hikae.config.error.HikaeException;
import dev.hikae.config.json.Sha256;
import dev.hikae.drills.DrillError;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.logging.Level;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.font.PDType0Font;

/**
 * Shows a {@link Report} as a PDF in Japanese or English.
 *
 * <p>The PDF is tagged PDF/A-3a and PDF/UA-1 with embedded fonts, and carries {@code report.json} as an associated
 * file; what is shown is read back from exactly these bytes. Nothing is loaded from outside. The same report gives the same bytes.
 */
public final class ReportRenderer {
    private static final String FAMILY = "BIZ";

    static {
        XRLog.setLoggerImpl(new Quiet());
    }

    private ReportRenderer() {}

    /** The PDF; Japanese for any Japanese locale, English for every other. */
    public static byte[] render(Report report, Locale locale) {
        byte[] record = ReportJson.bytes(report);
        var words = new Words(locale);
        Report recorded = ReportJson.read(record);
        var html = new ReportHtml(recorded, words, Sha256.hex(record));
        try {
            return pdf(html.write(), words, recorded, record);
        } catch (IOException e) {
            throw new HikaeException(e, DrillError.PDF_FAILED, String.valueOf(e.getMessage()));
        }
    }

    private static byte[] pdf(String html, Words words, Report report, byte[] record) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var regular = Glyphs.font(Glyphs.REGULAR);
                var bold = Glyphs.font(Glyphs.BOLD);
                var document = new PDDocument();
                PdfBoxRenderer renderer =
                        builder(html, words, document, regular, bold).buildPdfRenderer()) {
            document.setDocumentId(report.cover().issuedAt().toEpochMilli());
            renderer.layout();
            renderer.createPDFWithoutClosing();
            RecordAttachment.finish(document, report, record);
            document.save(out);
        }
        return out.toByteArray();
    }

    private static PdfRendererBuilder builder(
            String html, Words words, PDDocument document, TrueTypeFont regular, TrueTypeFont bold) throws IOException {
        var builder = new PdfRendererBuilder();
        builder.withHtmlContent(html, null);
        builder.usePDDocument(document);
        builder.usePdfAConformance(PdfAConformance.PDFA_3_A);
        builder.usePdfUaAccessibility(true);
        builder.useColorProfile(ICC_Profile.getInstance(ColorSpace.CS_sRGB).getData());
        builder.withProducer("Hikae");
        builder.useFont(embedded(document, regular), FAMILY, 400, FontStyle.NORMAL, true);
        builder.useFont(embedded(document, bold), FAMILY, 700, FontStyle.NORMAL, true);
        builder.useUnicodeLineBreaker(Breaks.lines(words.locale()));
        builder.useUnicodeCharacterBreaker(Breaks.characters(words.locale()));
        builder.useExternalResourceAccessControl(
                (uri, type) -> false, ExternalResourceControlPriority.RUN_BEFORE_RESOLVING_URI);
        builder.useExternalResourceAccessControl(
                (uri, type) -> false, ExternalResourceControlPriority.RUN_AFTER_RESOLVING_URI);
        builder.withDiagnosticConsumer(d -> refuse(d.getLevel(), d.getFormattedMessage()));
        return builder;
    }

    private static PDFontSupplier embedded(PDDocument document, TrueTypeFont font) throws IOException {
        return new PDFontSupplier(PDType0Font.load(document, font, true));
    }

    /** A renderer that had to leave something out or draw a substitute must not give a report. */
    private static void refuse(Level level, String message) {
        if (level.intValue() >= Level.SEVERE.intValue()) {
            throw new HikaeException(DrillError.PDF_FAILED, message);
        }
    }

    /** Keeps the library's chatter out of the service's log; what matters comes as a diagnostic. */
    private static final class Quiet implements XRLogger {
        @Override
        public void log(String where, Level level, String message) {}

        @Override
        public void log(String where, Level level, String message, Throwable cause) {}

        @Override
        public void setLevel(String logger, Level level) {}

        @Override
        public boolean isLogLevelEnabled(Diagnostic diagnostic) {
            return false;
        }
    }
}
