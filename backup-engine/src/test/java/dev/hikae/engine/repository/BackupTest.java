package dev.hikae.engine.repository;

import static dev.hikae.engine.repository.TestRepository.OSAKA;
import static dev.hikae.engine.repository.TestRepository.TOKYO;
import static dev.hikae.engine.repository.TestRepository.list;
import static dev.hikae.engine.repository.TestRepository.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.config.error.HikaeException;
import dev.hikae.engine.BackupResult;
import dev.hikae.engine.Cancellation;
import dev.hikae.engine.CommitGuard;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.Progress;
import dev.hikae.engine.RawPath;
import dev.hikae.engine.Repository;
import dev.hikae.engine.RestoreRequest;
import dev.hikae.engine.RestoreRequest.Overwrite;
import dev.hikae.engine.RunControl;
import dev.hikae.engine.file.OddTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BackupTest {
    private Path source;
    private TestRepository test;

    @BeforeEach
    void makeSource(@TempDir Path folder) throws IOException {
        source = Files.createDirectories(folder.resolve("source"));
        test = new TestRepository(folder);
        Files.writeString(source.resolve("a"), "small\n");
        Files.createDirectories(source.resolve("d/e"));
        Files.write(source.resolve("d/big"), bytes(1, 5 << 20));
        Files.writeString(source.resolve("d/e/empty"), "");
    }

    private static byte[] bytes(long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    @Test
    void committedSnapshot_isListedAndReadBack() {
        try (Repository repository = test.init(TOKYO, OSAKA)) {
            BackupResult result = repository.backup(request(source), RunControl.NONE);
            assertEquals(Set.of(TOKYO, OSAKA), result.heldBy());
            assertEquals(List.of(), result.unreadable());
        }
        try (Repository repository = test.open(TOKYO, OSAKA)) {
            var snapshot = repository.resolve("latest");
            assertEquals(6, snapshot.totals().entries());
            assertEquals(3, snapshot.totals().files());
            assertEquals(6 + (5 << 20), snapshot.totals().bytes());
            assertEquals(Set.of(TOKYO, OSAKA), snapshot.regions());
            String root = source.toString();
            assertEquals(
                    List.of(root),
                    list(repository, snapshot.id(), "").stream()
                            .map(e -> e.name().toString())
                            .toList());
            assertEquals(
                    List.of("a", "d"),
                    list(repository, snapshot.id(), root).stream()
                            .map(e -> e.name().toString())
                            .toList());
            assertEquals(
                    5L << 20,
                    repository
                            .entry(snapshot.id(), RawPath.of(root + "/d/big"))
                            .orElseThrow()
                            .size());
            assertTrue(repository.check(Set.of(), true, RunControl.NONE).clean());
        }
    }

    @Test
    void secondBackup_storesOnlyWhatChanged() throws Exception {
        try (Repository repository = test.init(TOKYO)) {
            repository.backup(request(source), RunControl.NONE);
            Files.writeString(source.resolve("a"), "changed\n");
            BackupResult second = repository.backup(request(source), RunControl.NONE);
            assertTrue(second.snapshot().totals().bytesNew() < 10_000, second.toString());
            assertEquals(2, repository.snapshots().size());
            assertTrue(repository.check(Set.of(), true, RunControl.NONE).clean());
        }
    }

    @Test
    void changedMetadataOfWhatIsNoFile_areNoticed(@TempDir Path other) throws Exception {
        Path directory = source.resolve("d");
        Path link = Files.createSymbolicLink(source.resolve("link"), Path.of("before"));
        Path fifo = source.resolve("fifo");
        run("mkfifo", "-m", "600", fifo.toString());
        try (Repository repository = TestRepository.later(other, Duration.ZERO).init(TOKYO)) {
            repository.backup(request(source), RunControl.NONE);
            run("chmod", "711", directory.toString(), fifo.toString());
            Files.delete(link);
            Files.createSymbolicLink(link, Path.of("after"));
            var second = repository.backup(request(source), RunControl.NONE).snapshot();
            run("chmod", "700", directory.toString());
            var comparison = new RestoreRequest(second.id(), List.of(), source, Overwrite.REFUSE, List.of());
            assertEquals(
                    List.of(RawPath.of(directory.toString())),
                    repository.compare(comparison, RunControl.NONE).differences().stream()
                            .map(d -> d.path())
                            .toList());
            var third = repository.backup(request(source), RunControl.NONE).snapshot();
            var again = new RestoreRequest(third.id(), List.of(), source, Overwrite.REFUSE, List.of());
            assertEquals(List.of(), repository.compare(again, RunControl.NONE).differences());
        }
    }

    private static void run(String... command) throws Exception {
        assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor());
    }

    @Test
    void treeDeeperThanAnyPath_isBackedUp() throws Exception {
        Path deep = Files.createDirectory(source.resolve("deep"));
        try (Repository repository = test.init(TOKYO)) {
            OddTree.makeDeeperThanAnyPath(deep);
            BackupResult result = repository.backup(request(source), RunControl.NONE);
            assertEquals(List.of(), result.unreadable());
            assertTrue(result.snapshot().totals().entries() > 300, result.toString());
        } finally {
            new ProcessBuilder("rm", "-rf", deep.toString()).start().waitFor();
        }
    }

    @Test
    void severalRoots_areListedByTheirPaths_andMustNotOverlap() throws Exception {
        Path second = Files.createDirectories(source.resolveSibling("second"));
        Files.writeString(second.resolve("x"), "x");
        try (Repository repository = test.init(TOKYO)) {
            var id = repository
                    .backup(request(source, second), RunControl.NONE)
                    .snapshot()
                    .id();
            assertEquals(
                    List.of(second.toString(), source.toString()),
                    list(repository, id, "").stream()
                            .map(e -> e.name().toString())
                            .toList());
            assertTrue(repository.entry(id, RawPath.of(second + "/x")).isPresent());
            assertTrue(repository.entry(id, RawPath.of(second + "/y")).isEmpty());
            var refused = assertThrows(
                    HikaeException.class,
                    () -> repository.backup(request(source, source.resolve("d")), RunControl.NONE));
            assertEquals(EngineError.ROOTS_INVALID, refused.code());
        }
    }

    /** Holds the walk up until the scan beside it has been heard of. */
    private static final class Slow implements Progress, Cancellation {
        private final List<Progress.State> told = new CopyOnWriteArrayList<>();

        @Override
        public void report(Progress.State state) {
            told.add(state);
        }

        @Override
        public boolean requested() {
            if (told.isEmpty() || told.getLast().bytesTotal() < 0) {
                LockSupport.parkNanos(210_000_000);
            }
            return false;
        }
    }

    @Test
    void firstBackup_tellsHowMuchThereIsWhileItRuns() throws Exception {
        for (int i = 0; i < 100; i++) {
            Files.writeString(source.resolve("d/e/file" + i), "x");
        }
        var slow = new Slow();
        try (Repository repository = test.init(TOKYO)) {
            var totals = repository
                    .backup(request(source), new RunControl(slow, slow, CommitGuard.ALWAYS))
                    .snapshot()
                    .totals();
            var known = slow.told.stream()
                    .filter(s -> s.phase() == Progress.Phase.READING && s.filesTotal() >= 0)
                    .findFirst()
                    .orElseThrow();
            assertTrue(known.filesDone() < known.filesTotal(), known.toString());
            assertEquals(totals.entries(), known.filesTotal());
            assertEquals(totals.bytes(), known.bytesTotal());
            var last = slow.told.getLast();
            assertEquals(Progress.Phase.COMMITTING, last.phase());
            assertEquals(totals.entries(), last.filesTotal());
        }
    }
}
