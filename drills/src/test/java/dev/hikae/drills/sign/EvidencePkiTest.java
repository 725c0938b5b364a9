package dev.hikae.drills.sign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.config.error.HikaeException;
import dev.hikae.drills.EvidenceError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EvidencePkiTest {
    private final byte[] content = {1, 2, 3};

    @Test
    void keysAreMadeOnce_andOnlyTheOwnerReadsThem(@TempDir Path folder) throws IOException {
        EvidencePki made = SamplePki.in(folder);
        assertEquals(made.rootFingerprint(), SamplePki.in(folder).rootFingerprint());
        assertEquals(made.logKey().verifier(), SamplePki.in(folder).logKey().verifier());
        assertTrue(made.rootKeyStillHere());
        try (Stream<Path> files = Files.walk(folder.resolve("evidence-keys"))) {
            List<String> modes = files.filter(Files::isRegularFile)
                    .map(EvidencePkiTest::mode)
                    .distinct()
                    .toList();
            assertEquals(List.of("rw-------"), modes);
        }
    }

    private static String mode(Path file) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void rootKeyMovedAway_changesNothing(@TempDir Path folder) throws IOException, NotVerified {
        SamplePki.in(folder);
        Files.delete(folder.resolve("evidence-keys/offline-root/root.p12"));
        EvidencePki pki = SamplePki.in(folder);
        assertFalse(pki.rootKeyStillHere());
        new Seals(SamplePki.trust(pki)).detached(pki.sealer().detached(content), content);
    }

    @Test
    void signerNearItsEnd_isRenewed_andItsSealsStayValid(@TempDir Path folder) throws NotVerified {
        EvidencePki pki = SamplePki.in(folder);
        Sealer first = pki.sealer();
        byte[] before = first.detached(content);
        Trust then = SamplePki.trust(pki);
        InstantSource later = InstantSource.offset(SamplePki.CLOCK, Duration.ofDays(380));
        EvidencePki renewed =
                EvidencePki.open(folder.resolve("evidence-keys"), "Example Ltd", later, new SecureRandom());
        byte[] after = renewed.sealer().detached(content);
        assertNotEquals(first.signer().certificate(), renewed.sealer().signer().certificate());
        assertEquals(
                SamplePki.CLOCK.instant(),
                new Seals(then).detached(before, content).time());
        assertEquals(
                later.instant(),
                new Seals(SamplePki.trust(renewed)).detached(after, content).time());
    }

    @Test
    void lostPassword_isReportedWithItsCode(@TempDir Path folder) throws IOException {
        SamplePki.in(folder);
        Files.delete(folder.resolve("evidence-keys/password"));
        HikaeException thrown = assertThrows(HikaeException.class, () -> SamplePki.in(folder));
        assertEquals(EvidenceError.KEYS_UNREADABLE, thrown.code());
    }
}
