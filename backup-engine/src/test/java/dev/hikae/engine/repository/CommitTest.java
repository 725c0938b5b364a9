package dev.hikae.engine.repository;

import static dev.hikae.engine.repository.TestRepository.KEY;
import static dev.hikae.engine.repository.TestRepository.OSAKA;
import static dev.hikae.engine.repository.TestRepository.PERMIT;
import static dev.hikae.engine.repository.TestRepository.TOKYO;
import static dev.hikae.engine.repository.TestRepository.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.config.error.HikaeException;
import dev.hikae.engine.Cancellation;
import dev.hikae.engine.CommitGuard;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.Progress;
import dev.hikae.engine.Repository;
import dev.hikae.engine.RunControl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CommitTest {
    private Path folder;
    private Path source;
    private TestRepository test;

    @BeforeEach
    void setUp(@TempDir Path temp) throws IOException {
        folder = temp;
        source = Files.createDirectories(temp.resolve("source"));
        byte[] bytes = new byte[6 << 20];
        new Random(3).nextBytes(bytes);
        Files.write(source.resolve("random"), bytes);
        for (int i = 0; i < 200; i++) {
            Files.writeString(source.resolve("f" + i), "file " + i);
        }
        test = new TestRepository(temp);
    }

    private void assertNothingVisible() {
        try (Repository repository = test.open(TOKYO, OSAKA)) {
            assertEquals(List.of(), repository.snapshots());
            repository.backup(request(source), RunControl.NONE);
            assertTrue(repository.check(Set.of(), true, RunControl.NONE).clean());
        }
    }

    @Test
    void guardThatRefuses_leavesNothingVisible() {
        CommitGuard refuse = () -> {
            throw new HikaeException(EngineError.SESSION_FENCED, "lease");
        };
        try (Repository repository = test.init(TOKYO, OSAKA)) {
            assertThrows(
                    HikaeException.class,
                    () -> repository.backup(
                            request(source), new RunControl(Progress.NONE, Cancellation.NEVER, refuse)));
        }
        assertNothingVisible();
    }

    @Test
    void cancelledBackup_leavesNothingVisible() {
        var asked = new AtomicInteger();
        Cancellation soon = () -> asked.incrementAndGet() > 50;
        try (Repository repository = test.init(TOKYO, OSAKA)) {
            var stopped = assertThrows(
                    HikaeException.class,
                    () -> repository.backup(request(source), new RunControl(Progress.NONE, soon, CommitGuard.ALWAYS)));
            assertEquals(EngineError.CANCELLED, stopped.code());
        }
        assertNothingVisible();
    }

    @Test
    void racingWriters_bothCommit_andTheNextOneFollowsBoth() throws Exception {
        test.init(TOKYO).close();
        try (var threads = Executors.newFixedThreadPool(3)) {
            List<Future<Boolean>> runs = java.util.stream.IntStream.range(0, 3)
                    .mapToObj(i -> threads.submit(() -> {
                        try (Repository repository = test.open(TOKYO)) {
                            return repository
                                    .backup(request(source), RunControl.NONE)
                                    .heldBy()
                                    .contains(TOKYO);
                        }
                    }))
                    .toList();
            for (Future<Boolean> run : runs) {
                assertTrue(run.get());
            }
        }
        try (Repository repository = test.open(TOKYO)) {
            repository.backup(request(source), RunControl.NONE);
            assertEquals(4, repository.snapshots().size());
            assertEquals(
                    List.of(), repository.check(Set.of(), true, RunControl.NONE).findings());
        }
    }

    @Test
    void killedProcess_leavesNothingHalfMade() throws Exception {
        try (Repository repository = test.init(TOKYO, OSAKA)) {
            repository.backup(request(source), RunControl.NONE);
        }
        var random = new Random(9);
        for (int i = 0; i < 3; i++) {
            byte[] more = new byte[24 << 20];
            random.nextBytes(more);
            Files.write(source.resolve("more"), more);
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "--enable-native-access=ALL-UNNAMED",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Killed.class.getName(),
                            folder.toString(),
                            source.toString())
                    .redirectErrorStream(true)
                    .start();
            assertEquals('r', process.getInputStream().read());
            Thread.sleep(random.nextInt(400));
            process.destroyForcibly().waitFor(30, TimeUnit.SECONDS);
        }
        try (Repository repository = test.open(TOKYO, OSAKA)) {
            assertEquals(
                    List.of(), repository.check(Set.of(), true, RunControl.NONE).findings());
            int before = repository.snapshots().size();
            repository.backup(request(source), RunControl.NONE);
            assertEquals(before + 1, repository.snapshots().size());
        }
    }

    /** A backup in a process of its own, to be killed. */
    static final class Killed {
        private Killed() {}

        /** @param args the test's folder and the source */
        public static void main(String[] args) {
            var test = new TestRepository(Path.of(args[0]));
            try (Repository repository = test.repositories.open(test.config(TOKYO, OSAKA), KEY, PERMIT)) {
                System.out.print("r");
                System.out.flush();
                repository.backup(request(Path.of(args[1])), RunControl.NONE);
            }
        }
    }
}
