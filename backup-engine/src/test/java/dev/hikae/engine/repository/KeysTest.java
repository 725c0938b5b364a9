package dev.hikae.engine.repository;

import static dev.hikae.engine.repository.TestRepository.KEY;
import static dev.hikae.engine.repository.TestRepository.OSAKA;
import static dev.hikae.engine.repository.TestRepository.PERMIT;
import static dev.hikae.engine.repository.TestRepository.TOKYO;
import static dev.hikae.engine.repository.TestRepository.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.config.error.HikaeException;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.RestoreRequest;
import dev.hikae.engine.RunControl;
import dev.hikae.engine.crypto.Digests;
import dev.hikae.engine.key.Credential;
import dev.hikae.engine.key.Secret;
import dev.hikae.engine.keyring.KeyFiles;
import dev.hikae.engine.keyring.RecoveryKit;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KeysTest {
    private Path folder;
    private TestRepository test;

    @BeforeEach
    void setUp(@TempDir Path temp) {
        folder = temp;
        test = new TestRepository(temp);
    }

    private static Credential passphrase(String text) {
        return new Credential.Passphrase(Secret.copyOf(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static EngineError refusal(Runnable opening) {
        return (EngineError) assertThrows(HikaeException.class, opening::run).code();
    }

    @Test
    void eachCredential_opensTheSameRepository() {
        var config = test.config(TOKYO);
        String id;
        try (var made = test.repositories.init(config, List.of(passphrase("控えの鍵 one"), KEY))) {
            id = made.info().id();
        }
        for (Credential credential : List.of(passphrase("控えの鍵 one"), KEY)) {
            try (var opened = test.repositories.open(config, credential, PERMIT)) {
                assertEquals(id, opened.info().id());
            }
        }
        assertEquals(EngineError.KEY_REFUSED, refusal(() -> test.repositories
                .open(config, passphrase("控えの鍵 two"), PERMIT)
                .close()));
    }

    @Test
    void wrongKeyFile_isRefused_andNoSlotOfTheKindIsSaid() {
        test.init(TOKYO).close();
        var wrong = new Credential.KeyFile(Secret.copyOf(new byte[] {1}));
        assertEquals(EngineError.KEY_REFUSED, refusal(() -> test.repositories
                .open(test.config(TOKYO), wrong, PERMIT)
                .close()));
        assertEquals(EngineError.NO_KEY_SLOT, refusal(() -> test.repositories
                .open(test.config(TOKYO), passphrase("any"), PERMIT)
                .close()));
    }

    /** Whoever can write into a region can plant slots; a planted one must not lock the owner out. */
    @Test
    void plantedSlotOfUnreasonableCost_doesNotKeepTheOthersFromOpening() throws IOException {
        var config = test.config(TOKYO);
        test.repositories.init(config, List.of(passphrase("right"))).close();
        Path keys = test.region(TOKYO).resolve("keys");
        byte[] slot;
        try (var files = Files.list(keys)) {
            slot = Files.readAllBytes(files.findFirst().orElseThrow());
        }
        var bytes = ByteBuffer.wrap(slot);
        int cost = 0;
        while (bytes.getInt(cost) != 65_536) {
            cost++;
        }
        bytes.putInt(cost, Integer.MAX_VALUE);
        bytes.putInt(slot.length - 4, Digests.crc32c(ByteBuffer.wrap(slot, 0, slot.length - 4)));
        Files.write(keys.resolve("0".repeat(32)), slot);
        try (var opened = test.repositories.open(config, passphrase("right"), PERMIT)) {
            assertEquals(List.of(TOKYO), opened.info().regions());
        }
    }

    @Test
    void recoveryKit_restoresFromACopyOfOneRegionAlone() throws IOException {
        Path source = Files.createDirectories(folder.resolve("source"));
        Files.writeString(source.resolve("a"), "precious");
        Path kit = folder.resolve("kit.txt");
        try (var repository = test.init(TOKYO, OSAKA)) {
            repository.backup(request(source), RunControl.NONE);
            repository.writeRecoveryKit(kit);
            assertTrue(Files.readString(kit).contains(repository.info().ownerFingerprint()));
            assertEquals(EngineError.FILE_EXISTS, refusal(() -> repository.writeRecoveryKit(kit)));
        }
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(kit)));
        var code = RecoveryKit.read(kit);
        var alone = new TestRepository(folder.resolve("elsewhere"));
        Files.createDirectories(alone.region(TOKYO).getParent());
        Files.move(test.region(OSAKA), alone.region(TOKYO));
        try (var repository = alone.repositories.open(alone.config(TOKYO), code, PERMIT)) {
            assertEquals(OSAKA, repository.info().regions().getFirst());
            Path target = folder.resolve("target");
            repository.restore(
                    new RestoreRequest(
                            repository.resolve("latest").id(),
                            List.of(),
                            target,
                            RestoreRequest.Overwrite.REFUSE,
                            List.of()),
                    RunControl.NONE);
            assertEquals("precious", Files.readString(target.resolve("a")));
            assertEquals(
                    EngineError.HOME_UNREACHABLE, refusal(() -> repository.backup(request(source), RunControl.NONE)));
        }
    }

    @Test
    void codeTypedFromPaper_isFound_andAFileWithoutOneIsRefused() throws IOException {
        Path kit = folder.resolve("kit.txt");
        try (var repository = test.init(TOKYO)) {
            repository.writeRecoveryKit(kit);
        }
        String code = new String(RecoveryKit.read(kit).secret().revealBytes(), StandardCharsets.US_ASCII);
        Path typed =
                Files.writeString(folder.resolve("typed"), "from the sheet:\n\t" + code.replace("-", " \t- ") + "\n");
        test.repositories
                .open(test.config(TOKYO), RecoveryKit.read(typed), PERMIT)
                .close();
        Path other = Files.writeString(folder.resolve("other"), "no code in here\n");
        assertEquals(EngineError.KIT_WITHOUT_CODE, refusal(() -> RecoveryKit.read(other)));
        Path large = Files.writeString(folder.resolve("large"), (code + "\n").repeat(2000));
        assertEquals(EngineError.KIT_WITHOUT_CODE, refusal(() -> RecoveryKit.read(large)));
        assertEquals(EngineError.KIT_UNREADABLE, refusal(() -> RecoveryKit.read(folder.resolve("none"))));
    }

    @Test
    void typingErrorInTheCode_namesItsGroup() throws IOException {
        Path kit = folder.resolve("kit.txt");
        try (var repository = test.init(TOKYO)) {
            repository.writeRecoveryKit(kit);
        }
        String code = new String(RecoveryKit.read(kit).secret().revealBytes(), StandardCharsets.US_ASCII);
        char wrong = code.charAt(13) == '7' ? '8' : '7';
        String typo = code.substring(0, 13) + wrong + code.substring(14);
        var refused = assertThrows(HikaeException.class, () -> test.repositories
                .open(
                        test.config(TOKYO),
                        new Credential.RecoveryCode(Secret.copyOf(typo.getBytes(StandardCharsets.US_ASCII))),
                        PERMIT)
                .close());
        assertEquals(EngineError.RECOVERY_CODE_TYPO, refused.code());
        assertEquals(List.of("3"), refused.text().params());
        String sloppy = code.toLowerCase(java.util.Locale.ROOT)
                .replace("-", " ")
                .replace('0', 'o')
                .replace('1', 'l');
        test.repositories
                .open(
                        test.config(TOKYO),
                        new Credential.RecoveryCode(Secret.copyOf(sloppy.getBytes(StandardCharsets.US_ASCII))),
                        PERMIT)
                .close();
    }

    @Test
    void keyFile_isReadBack_andRefusedWhenOthersMayReadIt() throws IOException {
        Path file = folder.resolve("key");
        var made = KeyFiles.generate(file, new SecureRandom());
        assertEquals(made, KeyFiles.read(file));
        assertFalse(made.toString().contains(Files.readString(file).substring(12, 20)));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertEquals(EngineError.KEY_FILE_INVALID, refusal(() -> KeyFiles.read(file)));
    }
}
