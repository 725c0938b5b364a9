package dev.hikae.drills.sign;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;

/** Keys and a PDF to try things with. The clock is real, because openssl and pdfsig look at the real one. */
public final class SamplePki {
    public static final InstantSource CLOCK =
            InstantSource.fixed(Instant.now().minusSeconds(5).truncatedTo(ChronoUnit.SECONDS));

    private SamplePki() {}

    public static EvidencePki in(Path folder) {
        return EvidencePki.open(folder.resolve("evidence-keys"), "Example Ltd 株式会社", CLOCK, new SecureRandom());
    }

    public static Trust trust(EvidencePki pki) throws NotVerified {
        byte[] crls = pki.trustFiles().getOrDefault("crls.pem", new byte[0]);
        return Trust.of(pki.rootPem(), crls);
    }

    public static byte[] pdf() throws IOException {
        try (PDDocument document = new PDDocument()) {
            document.addPage(new PDPage());
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            document.save(bytes);
            return bytes.toByteArray();
        }
    }
}
