package dev.hikae.engine.repository;

import static dev.hikae.engine.repository.TestRepository.OSAKA;
import static dev.hikae.engine.repository.TestRepository.TOKYO;
import static dev.hikae.engine.repository.TestRepository.bytesRead;
import static dev.hikae.engine.repository.TestRepository.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.config.error.HikaeException;
import dev.hikae.engine.BackupResult;
import dev.hikae.engine.CommitGuard;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.Progress;
import dev.hikae.engine.Repository;
import dev.hikae.engine.RestoreRequest;
import dev.hikae.engine.RestoreRequest.Overwrite;
import dev.hikae.engine.RunControl;
import dev.hikae.engine.format.Generation;
import dev.hikae.engine.keyring.SigningKey;
import dev.hikae.engine.snapshot.Certificate;
import dev.hikae.engine.snapshot.GarbageList;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A first backup that ends too early, and the one after it. */
final class CheckpointTest {
    private static final int FILES = 20;
    private static final int SIZE = 4 << 20;
    private static final long ALL = (long) FILES * SIZE;

    /** The first checkpoint comes after a minute, here about a dozen looks at the clock, one for each entry. */
    private static final Duration LOOK = Duration.ofSeconds(5);

    private Path source;
    private TestRepository test;

    @BeforeEach
    void interruptFirstBackup(@TempDir Path folder) throws IOException {
        source = Files.createDirectories(folder.resolve("source"));
        Path below = Files.createDirectories(source.resolve("a/b"));
        var random = new Random(5);
        for (int i = 0; i < FILES; i++) {
            byte[] content = new byte[SIZE];
            random.nextBytes(content);
            Files.write((i < FILES / 2 ? below : source).resolve("file" + (char) ('a' + i)), content);
        }
        test = TestRepository.later(folder, LOOK);
        try (Repository repository = test.init(TOKYO)) {
            var control = new RunControl(Progress.NONE, this::checkpointed, CommitGuard.ALWAYS);
            var stopped = assertThrows(HikaeException.class, () -> repository.backup(request(source), control));
            assertEquals(EngineError.CANCELLED, stopped.code());
            assertEquals(List.of(), repository.snapshots());
        }
        assertTrue(checkpointed());
    }

    private boolean checkpointed() {
        try {
            return !test.cached("checkpoints").isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void nextBackup_neitherReadsNorStoresWhatIsStored() throws IOException {
        try (Repository repository = test.open(TOKYO)) {
            long before = bytesRead();
            BackupResult result = repository.backup(request(source), RunControl.NONE);
            long read = bytesRead() - before;
            assertTrue(result.snapshot().totals().bytesNew() < ALL / 4 * 3, result.toString());
            assertTrue(read < ALL / 4 * 3, "read " + read + " of " + ALL);
            requireWhole(repository, result);
            assertEquals(List.of(), test.cached("checkpoints"));
        }
    }

    @Test
    void halfWrittenCheckpoints_areSweptAway() throws IOException {
        Path half = test.cached("checkpoints").getFirst().resolveSibling("new-123.tmp");
        Files.writeString(half, "half");
        try (Repository repository = test.open(TOKYO)) {
            requireWhole(repository, repository.backup(request(source), RunControl.NONE));
        }
        assertEquals(List.of(), test.cached("checkpoints"));
    }

    @Test
    void changedFiles_areReadAgain() throws IOException {
        Files.writeString(source.resolve("a/b/filea"), "changed");
        Files.delete(source.resolve("a/b/fileb"));
        try (Repository repository = test.open(TOKYO)) {
            requireWhole(repository, repository.backup(request(source), RunControl.NONE));
        }
    }

    @Test
    void regionThatWasAway_isNotBehindAfterTheNextBackup(@TempDir Path other) throws IOException {
        test = TestRepository.later(other, LOOK);
        test.init(TOKYO, OSAKA).close();
        Path away = other.resolve("away");
        Files.move(test.region(OSAKA), away);
        try (Repository repository = test.open(TOKYO, OSAKA)) {
            var control = new RunControl(Progress.NONE, this::checkpointed, CommitGuard.ALWAYS);
            assertThrows(HikaeException.class, () -> repository.backup(request(source), control));
        }
        assertTrue(checkpointed());
        Files.move(away, test.region(OSAKA));
        try (Repository repository = test.open(TOKYO, OSAKA)) {
            BackupResult result = repository.backup(request(source), RunControl.NONE);
            assertEquals(Set.of(TOKYO, OSAKA), result.heldBy(), result.toString());
            requireWhole(repository, result);
        }
    }

    @Test
    void whatACollectionMayDeleteAtAnyTime_isNotReused() throws IOException {
        var keyring = test.keyring(TOKYO);
        SigningKey maintainer = keyring.signer(Certificate.Role.MAINTAINER).orElseThrow();
        var generation = new Generation(0, 1);
        List<String> packs = test.files(TOKYO, "packs").stream()
                .map(f -> test.region(TOKYO).relativize(f).toString())
                .sorted()
                .toList();
        var verdict = new GarbageList(
                GarbageList.Kind.VERDICT,
                keyring.trust().repositoryId(),
                maintainer.certificate(),
                generation,
                Instant.EPOCH,
                packs,
                "");
        Path file = test.region(TOKYO).resolve(verdict.name());
        Files.createDirectories(file.getParent());
        Files.write(file, verdict.sign(maintainer.seed()));
        try (Repository repository = test.open(TOKYO)) {
            BackupResult result = repository.backup(request(source), RunControl.NONE);
            assertTrue(result.snapshot().totals().bytesNew() >= ALL, result.toString());
            for (String pack : packs) {
                Files.delete(test.region(TOKYO).resolve(pack));
            }
            requireWhole(repository, result);
        }
    }

    @Test
    void damagedCheckpoint_isPassedOver() throws IOException {
        Path file = test.cached("checkpoints").getFirst();
        byte[] bytes = Files.readAllBytes(file);
        for (int at : List.of(0, 1, 20, 200, bytes.length / 2, bytes.length - 1)) {
            byte[] damaged = bytes.clone();
            damaged[at] ^= 0x40;
            Files.write(file, damaged);
            try (Repository repository = test.open(TOKYO)) {
                requireWhole(repository, repository.backup(request(source), RunControl.NONE));
            }
        }
    }

    @Test
    void checkpointWhosePacksAreGone_isOfNoUseAndDoesNoHarm() throws IOException {
        for (Path pack : test.files(TOKYO, "packs")) {
            Files.delete(pack);
        }
        try (Repository repository = test.open(TOKYO)) {
            BackupResult result = repository.backup(request(source), RunControl.NONE);
            assertTrue(result.snapshot().totals().bytesNew() >= ALL, result.toString());
            requireWhole(repository, result);
        }
    }

    private void requireWhole(Repository repository, BackupResult result) {
        var snapshot = result.snapshot();
        assertTrue(repository.check(Set.of(), true, RunControl.NONE).clean());
        var request = new RestoreRequest(snapshot.id(), List.of(), source, Overwrite.REFUSE, List.of());
        assertEquals(List.of(), repository.compare(request, RunControl.NONE).differences());
    }
}
