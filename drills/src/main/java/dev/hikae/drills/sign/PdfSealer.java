package dev.hikae.drills.sign;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.Calendar;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.Locale;
import java.util.TimeZone;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.ExternalSigningSupport;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.PDSignature;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.SignatureOptions;

/** Puts a PAdES signature into a PDF as an incremental update: the bytes before it stay as they were. */
final class PdfSealer {
    /** Room for signature, two certificates and a time-stamp with two more; about 6 kB in use. */
    private static final int CONTENTS_BYTES = 24 * 1024;

    private final Cms cms;
    private final InstantSource clock;

    PdfSealer(Cms cms, InstantSource clock) {
        this.cms = cms;
        this.clock = clock;
    }

    interface Cms {
        byte[] over(byte[] content);
    }

    byte[] sign(InputStream pdf) throws IOException {
        ByteArrayOutputStream signed = new ByteArrayOutputStream();
        try (PDDocument document = Loader.loadPDF(pdf.readAllBytes());
                SignatureOptions options = new SignatureOptions()) {
            options.setPreferredSignatureSize(CONTENTS_BYTES);
            document.addSignature(signature(), options);
            ExternalSigningSupport signing = document.saveIncrementalForExternalSigning(signed);
            signing.setSignature(cms.over(signing.getContent().readAllBytes()));
        }
        return signed.toByteArray();
    }

    private PDSignature signature() {
        PDSignature signature = new PDSignature();
        signature.setFilter(PDSignature.FILTER_ADOBE_PPKLITE);
        signature.setSubFilter(COSName.getPDFName("ETSI.CAdES.detached"));
        Calendar time = new GregorianCalendar(TimeZone.getTimeZone("UTC"), Locale.ROOT);
        time.setTime(Date.from(clock.instant()));
        signature.setSignDate(time);
        return signature;
    }
}
