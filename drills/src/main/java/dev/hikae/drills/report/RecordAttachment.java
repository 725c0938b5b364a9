package dev.hikae.drills.report;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Calendar;
import java.util.GregorianCalendar;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import java.util.regex.Pattern;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDDocumentNameDictionary;
import org.apache.pdfbox.pdmodel.PDEmbeddedFilesNameTreeNode;
import org.apache.pdfbox.pdmodel.common.PDMetadata;
import org.apache.pdfbox.pdmodel.common.filespecification.PDComplexFileSpecification;
import org.apache.pdfbox.pdmodel.common.filespecification.PDEmbeddedFile;

/** Puts {@code report.json} into the PDF as its source, and fixed dates in place of the machine's. */
final class RecordAttachment {
    private static final COSName AF = COSName.getPDFName("AF");
    private static final COSName RELATIONSHIP = COSName.getPDFName("AFRelationship");

    private static final Pattern XMP_DATE = Pattern.compile("(<xmp:(?:Create|Modify)Date>)[^<]*(</xmp:)");

    private RecordAttachment() {}

    static void finish(PDDocument document, Report report, byte[] record) throws IOException {
        Calendar issued = calendar(report.cover().issuedAt());
        document.getDocumentInformation().setCreationDate(issued);
        fixMetadata(document.getDocumentCatalog().getMetadata(), report.cover().issuedAt());
        attach(document, record, issued);
    }

    private static void fixMetadata(PDMetadata metadata, Instant issued) throws IOException {
        String xmp = new String(metadata.toByteArray(), StandardCharsets.UTF_8);
        String date = DateTimeFormatter.ISO_INSTANT.format(issued.truncatedTo(ChronoUnit.SECONDS));
        metadata.importXMPMetadata(
                XMP_DATE.matcher(xmp).replaceAll("$1" + date + "$2").getBytes(StandardCharsets.UTF_8));
    }

    private static void attach(PDDocument document, byte[] record, Calendar issued) throws IOException {
        var file = new PDEmbeddedFile(document, new ByteArrayInputStream(record), COSName.FLATE_DECODE);
        file.setSubtype("application/json");
        file.setSize(record.length);
        file.setCreationDate(issued);
        file.setModDate(issued);
        var spec = new PDComplexFileSpecification();
        spec.setFile("report.json");
        spec.setFileUnicode("report.json");
        spec.setFileDescription("The record that this document shows (RFC 8785 JSON)");
        spec.setEmbeddedFile(file);
        spec.setEmbeddedFileUnicode(file);
        COSDictionary dictionary = spec.getCOSObject();
        dictionary.setName(RELATIONSHIP, "Source");
        var tree = new PDEmbeddedFilesNameTreeNode();
        tree.setNames(Map.of("report.json", spec));
        var names = new PDDocumentNameDictionary(document.getDocumentCatalog());
        names.setEmbeddedFiles(tree);
        document.getDocumentCatalog().setNames(names);
        document.getDocumentCatalog().getCOSObject().setItem(AF, new COSArray(List.of(dictionary)));
    }

    private static Calendar calendar(Instant at) {
        var calendar = new GregorianCalendar(TimeZone.getTimeZone(ZoneOffset.UTC));
        calendar.setTimeInMillis(at.getEpochSecond() * 1000);
        return calendar;
    }
}
