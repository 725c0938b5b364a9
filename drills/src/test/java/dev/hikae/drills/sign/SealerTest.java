package dev.hikae.drills.sign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SealerTest {
    private static final int STRIDE = Integer.getInteger("hikae.test.flip.stride", 7);
    private static final byte[] CONTENT = "{\"verdict\":\"passed\"}".getBytes(StandardCharsets.UTF_8);

    private final EvidencePki pki;
    private final byte[] detached;
    private final Path folder;

    SealerTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        pki = SamplePki.in(folder);
        detached = pki.sealer().detached(CONTENT);
        byte[] root = pki.rootPem();
        byte[] crls = pki.trustFiles().getOrDefault("crls.pem", new byte[0]);
        Files.write(folder.resolve("root.pem"), root);
        Files.writeString(
                folder.resolve("root-and-crls.pem"),
                new String(root, StandardCharsets.US_ASCII) + new String(crls, StandardCharsets.US_ASCII));
        Files.write(folder.resolve("tsa.pem"), pki.trustFiles().getOrDefault("tsa-chain.pem", new byte[0]));
        Files.write(folder.resolve("content"), CONTENT);
    }

    @Test
    void detachedSignature_isAcceptedByUs() throws NotVerified {
        Seals.Seal seal = new Seals(SamplePki.trust(pki)).detached(detached, CONTENT);
        assertEquals(SamplePki.CLOCK.instant(), seal.time());
        assertTrue(seal.signer().contains("Hikae evidence signer"), seal.signer());
        assertTrue(seal.timeStamper().contains("built-in"), seal.timeStamper());
    }

    @Test
    void detachedSignature_isAcceptedByOpensslAndRefusedForOtherContent() throws IOException {
        Files.write(folder.resolve("s.p7s"), detached);
        Tools.Result good = cms("content");
        assertEquals(0, good.exit(), good.output());
        Files.write(folder.resolve("other"), flipped(CONTENT, 3));
        assertNotEquals(0, cms("other").exit());
    }

    private Tools.Result cms(String content) throws IOException {
        return Tools.run(
                folder,
                "openssl",
                "cms",
                "-verify",
                "-binary",
                "-inform",
                "DER",
                "-in",
                "s.p7s",
                "-content",
                content,
                "-CAfile",
                "root-and-crls.pem",
                "-crl_check_all",
                "-out",
                "verified");
    }

    @Test
    void flippedBitAnywhereInTheSignature_isRefused() throws NotVerified {
        Seals seals = new Seals(SamplePki.trust(pki));
        Random random = new Random(20261123);
        List<Integer> accepted = new ArrayList<>();
        for (int i = 0; i < detached.length; i += STRIDE) {
            byte[] flipped = detached.clone();
            flipped[i] ^= (byte) (1 << random.nextInt(8));
            try {
                seals.detached(flipped, CONTENT);
                accepted.add(i);
            } catch (NotVerified e) {
                assertFalse(e.reason().isEmpty());
            }
        }
        assertEquals(List.of(), accepted, "offsets of " + detached.length);
    }

    /** What no signature covers: the tag of the time-stamp's content, and how many bits of a certificate's signature are unused. */
    @Test
    void flippedBitBesideWhatIsSigned_isRefused() throws NotVerified {
        Seals seals = new Seals(SamplePki.trust(pki));
        List<Integer> beside = new ArrayList<>();
        for (int i = 10; i < detached.length - 2; i++) {
            boolean content = starts(i - 2, "a071046f30") || starts(i - 2, "a070046e30") || starts(i - 2, "a06f046d30");
            boolean bits = starts(i - 10, "06082a8648ce3d040303") && detached[i] == 0x03;
            if (content) {
                beside.add(i);
            } else if (bits) {
                beside.add(i + 2);
            }
        }
        assertTrue(beside.size() >= 3, "one content and each certificate: " + beside);
        for (int offset : beside) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] flipped = detached.clone();
                flipped[offset] ^= (byte) (1 << bit);
                assertThrows(NotVerified.class, () -> seals.detached(flipped, CONTENT), () -> "at " + offset);
            }
        }
    }

    private boolean starts(int offset, String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        return offset >= 0 && Arrays.equals(bytes, 0, bytes.length, detached, offset, offset + bytes.length);
    }

    @Test
    void signatureOfAnotherHierarchy_isRefused() throws NotVerified {
        EvidencePki other = SamplePki.in(folder.resolve("other-pki"));
        Seals seals = new Seals(SamplePki.trust(other));
        assertThrows(NotVerified.class, () -> seals.detached(detached, CONTENT));
    }

    @Test
    void timeStamp_isAcceptedByOpensslAndRefusedForOtherContent() throws IOException, NotVerified {
        byte[] token = pki.sealer().timeStamp(CONTENT);
        Files.write(folder.resolve("t.tsr"), token);
        Tools.Result good = ts("content");
        assertEquals(0, good.exit(), good.output());
        Files.write(folder.resolve("other"), flipped(CONTENT, 3));
        assertNotEquals(0, ts("other").exit());
        assertEquals(
                SamplePki.CLOCK.instant(),
                new Seals(SamplePki.trust(pki)).timeStamp(token, CONTENT).time());
        assertThrows(NotVerified.class, () -> new Seals(SamplePki.trust(pki)).timeStamp(token, flipped(CONTENT, 0)));
    }

    private Tools.Result ts(String content) throws IOException {
        return Tools.run(
                folder,
                "openssl",
                "ts",
                "-verify",
                "-token_in",
                "-in",
                "t.tsr",
                "-data",
                content,
                "-CAfile",
                "root.pem",
                "-untrusted",
                "tsa.pem");
    }

    @Test
    void signedPdf_isValidForPdfsigAndUs() throws IOException, NotVerified {
        byte[] signed = pki.sealer().pdf(new ByteArrayInputStream(SamplePki.pdf()));
        Seals.Seal seal = new PdfSeals(new Seals(SamplePki.trust(pki))).check(signed);
        assertEquals(SamplePki.CLOCK.instant(), seal.time());
        Files.write(folder.resolve("signed.pdf"), signed);
        if (Tools.has("pdfsig", "pdfsig", "-v")) {
            String said = Tools.run(folder, "pdfsig", "-nocert", "signed.pdf").output();
            assertTrue(said.contains("Signature is Valid"), said);
            assertTrue(said.contains("Total document signed"), said);
            assertTrue(said.contains("ETSI.CAdES.detached"), said);
        }
    }

    /** pdfsig exits 0 on a tampered file, so its text is what counts. */
    @Test
    void tamperedPdf_isRefusedByPdfsigAndUs() throws IOException, NotVerified {
        byte[] signed = pki.sealer().pdf(new ByteArrayInputStream(SamplePki.pdf()));
        int inText = new String(signed, StandardCharsets.ISO_8859_1).indexOf("/MediaBox") + 11;
        byte[] tampered = flipped(signed, inText);
        PdfSeals seals = new PdfSeals(new Seals(SamplePki.trust(pki)));
        assertThrows(NotVerified.class, () -> seals.check(tampered));
        byte[] longer = java.util.Arrays.copyOf(signed, signed.length + 1);
        assertThrows(NotVerified.class, () -> seals.check(longer));
        Files.write(folder.resolve("tampered.pdf"), tampered);
        if (Tools.has("pdfsig", "pdfsig", "-v")) {
            String said = Tools.run(folder, "pdfsig", "-nocert", "tampered.pdf").output();
            assertFalse(said.contains("Signature is Valid"), said);
        }
    }

    static byte[] flipped(byte[] bytes, int at) {
        byte[] changed = bytes.clone();
        changed[at] ^= 1;
        return changed;
    }
}
