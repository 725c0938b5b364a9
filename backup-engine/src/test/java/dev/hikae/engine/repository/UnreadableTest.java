package dev.hikae.engine.repository;

import static dev.hikae.engine.repository.TestRepository.TOKYO;
import static dev.hikae.engine.repository.TestRepository.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.text.Messages;
import dev.hikae.engine.BackupRequest;
import dev.hikae.engine.BackupResult;
import dev.hikae.engine.BackupResult.Finding;
import dev.hikae.engine.RawPath;
import dev.hikae.engine.Repository;
import dev.hikae.engine.RunControl;
import dev.hikae.engine.file.AsNobody;
import dev.hikae.engine.file.FileError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups by a user who may not read everything. */
final class UnreadableTest {
    private static final String DENIED = " cannot be read: EACCES (permission denied)";

    private final Path folder;
    private final Path source;
    private final TestRepository test;

    UnreadableTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        source = Files.createDirectory(folder.resolve("source"));
        test = new TestRepository(folder);
        Files.writeString(source.resolve("readable"), "content");
        close(Files.writeString(source.resolve("secret"), "x"));
        Path closed = Files.createDirectory(source.resolve("closed"));
        Files.writeString(closed.resolve("inside"), "y");
        close(closed);
    }

    private static void close(Path path) throws IOException {
        Files.setPosixFilePermissions(path, Set.of());
    }

    private BackupRequest accepting(String... paths) {
        return new BackupRequest(
                Optional.of("plan"),
                "host",
                List.of(source),
                List.of(),
                false,
                Stream.of(paths).map(p -> source + "/" + p).toList());
    }

    /** The regions belong to the user who backs up, the source does not. */
    private BackupResult backUpAsNobody(BackupRequest request) throws Exception {
        AsNobody.loadEngine();
        Messages.render(new HikaeException(FileError.ROOT_MISSING, source).text(), Locale.ENGLISH);
        test.init(TOKYO).close();
        try (Repository repository = test.open(TOKYO)) {
            repository.backup(request(Files.createDirectory(folder.resolve("warm up"))), RunControl.NONE);
            var chown = new ProcessBuilder(
                    "chown",
                    "-R",
                    String.valueOf(AsNobody.ID),
                    folder.resolve("regions").toString(),
                    Files.createDirectories(folder.resolve("cache")).toString());
            assertEquals(0, chown.start().waitFor());
            return AsNobody.call(() -> repository.backup(request, RunControl.NONE));
        }
    }

    private List<String> shown(List<Finding> findings) {
        return findings.stream()
                .map(f -> f.path().toString().substring(source.toString().length())
                        + " "
                        + Messages.render(f.what(), Locale.ENGLISH))
                .toList();
    }

    @Test
    void whatCannotBeRead_makesTheSnapshotIncomplete_andIsListedInIt() throws Exception {
        if (!AsNobody.possible("backup of unreadable files")) {
            return;
        }
        BackupResult result = backUpAsNobody(accepting());
        assertEquals(List.of("/closed" + DENIED, "/secret" + DENIED), shown(result.unreadable()));
        assertEquals(List.of(), result.warnings());
        assertFalse(result.snapshot().complete());
        var manifest = test.manifest(TOKYO, result.snapshot().id());
        assertFalse(manifest.complete());
        assertEquals(
                List.of(source + "/closed" + DENIED, source + "/secret" + DENIED),
                manifest.unreadable().stream()
                        .map(u -> u.path() + " " + u.what())
                        .toList());
        try (Repository repository = test.open(TOKYO)) {
            var id = result.snapshot().id();
            assertFalse(repository.resolve(id.value()).complete());
            assertTrue(repository.entry(id, RawPath.of(source + "/readable")).isPresent());
            assertTrue(repository.entry(id, RawPath.of(source + "/secret")).isEmpty());
            assertTrue(repository.entry(id, RawPath.of(source + "/closed")).isEmpty());
            assertTrue(repository.check(Set.of(), true, RunControl.NONE).clean());
        }
    }

    @Test
    void whatIsAccepted_onlyWarns() throws Exception {
        if (!AsNobody.possible("accepted unreadable files")) {
            return;
        }
        BackupResult result = backUpAsNobody(accepting("closed", "secret"));
        assertEquals(List.of(), result.unreadable());
        assertEquals(List.of("/closed" + DENIED, "/secret" + DENIED), shown(result.warnings()));
        assertTrue(result.snapshot().complete());
        assertEquals(List.of(), test.manifest(TOKYO, result.snapshot().id()).unreadable());
    }

    @Test
    void acceptedPrefix_endsAtASlash() throws Exception {
        if (!AsNobody.possible("accepted prefixes")) {
            return;
        }
        BackupResult result = backUpAsNobody(accepting("close", "secret"));
        assertEquals(List.of("/closed" + DENIED), shown(result.unreadable()));
        assertEquals(List.of("/secret" + DENIED), shown(result.warnings()));
        assertFalse(result.snapshot().complete());
    }

    @Test
    void rootThatCannotBeRead_failsTheBackup() throws Exception {
        if (!AsNobody.possible("unreadable roots")) {
            return;
        }
        close(source);
        var refused = assertThrows(HikaeException.class, () -> backUpAsNobody(accepting()));
        assertEquals(FileError.ROOT_UNREADABLE, refused.code());
        try (Repository repository = test.open(TOKYO)) {
            assertEquals(1, repository.snapshots().size(), "only the one before it");
        }
    }
}
