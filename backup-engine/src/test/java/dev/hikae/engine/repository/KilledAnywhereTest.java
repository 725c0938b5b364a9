package dev.hikae.engine.repository;

import static dev.hikae.engine.repository.TestRepository.KEY;
import static dev.hikae.engine.repository.TestRepository.OSAKA;
import static dev.hikae.engine.repository.TestRepository.PERMIT;
import static dev.hikae.engine.repository.TestRepository.TOKYO;
import static dev.hikae.engine.repository.TestRepository.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.engine.ForgetRequest;
import dev.hikae.engine.PruneRequest;
import dev.hikae.engine.Repository;
import dev.hikae.engine.RunControl;
import dev.hikae.engine.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that back up, forget, collect and replicate at once are killed at random times, round after round; after each
 * round every region alone still restores all that it shows. {@code -Dhikae.kill.rounds} sets how many rounds there are.
 */
final class KilledAnywhereTest {
    private static final int ROUNDS = Integer.getInteger("hikae.kill.rounds", 6);
    private static final RegionName SINGAPORE = new RegionName("singapore");
    private static final RegionName[] ALL = {TOKYO, OSAKA, SINGAPORE};

    private final Random random = new Random(Long.getLong("hikae.kill.seed", 5));

    @Test
    void everyRegionStaysWhole(@TempDir Path folder) throws Exception {
        Path source = Files.createDirectories(folder.resolve("source"));
        var test = new TestRepository(folder);
        test.init(ALL).close();
        int killed = 0;
        for (int round = 0; round < ROUNDS; round++) {
            change(source);
            List<Process> processes = new ArrayList<>();
            for (String work : List.of("backup", "collect", random.nextBoolean() ? "replicate" : "backup")) {
                processes.add(start(folder, source, work));
            }
            for (Process process : processes) {
                assertEquals('r', process.getInputStream().read(), "it has opened the repository");
            }
            Thread.sleep(random.nextInt(600));
            for (Process process : processes) {
                killed += process.isAlive() ? 1 : 0;
                process.destroyForcibly().waitFor(30, TimeUnit.SECONDS);
            }
            for (RegionName region : ALL) {
                try (Repository alone = test.open(region)) {
                    assertEquals(
                            List.of(),
                            alone.check(Set.of(), true, RunControl.NONE).findings(),
                            "round " + round + " in " + region);
                }
            }
        }
        assertTrue(killed > 0, "some were killed in the middle");
        try (Repository repository = test.open(ALL)) {
            repository.replicate(RunControl.NONE);
            repository.backup(request(source), RunControl.NONE);
            repository.prune(Worker.IMPATIENT, RunControl.NONE);
            List<Snapshot> all = repository.snapshots();
            for (RegionName region : ALL) {
                assertEquals(all, withRegions(repository.snapshots(region), all), "in " + region);
            }
            assertEquals(
                    test.files(TOKYO, "packs").size(),
                    test.files(SINGAPORE, "packs").size(),
                    "no garbage is left in any region");
        }
    }

    /** A snapshot says where it is; here only which ones there are counts. */
    private static List<Snapshot> withRegions(List<Snapshot> some, List<Snapshot> all) {
        var ids = some.stream().map(Snapshot::id).toList();
        return all.stream().filter(s -> ids.contains(s.id())).toList();
    }

    private void change(Path source) throws IOException {
        for (int i = 0; i < 3; i++) {
            byte[] bytes = new byte[1 + random.nextInt(3 << 20)];
            random.nextBytes(bytes);
            Files.write(source.resolve("f" + random.nextInt(12)), bytes);
        }
    }

    private static Process start(Path folder, Path source, String work) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Worker.class.getName(),
                        folder.toString(),
                        source.toString(),
                        work)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** One of the processes: does its work again and again until it is killed. */
    static final class Worker {
        static final PruneRequest IMPATIENT =
                new PruneRequest(false, Duration.ZERO, Duration.ofSeconds(-5), Duration.ZERO);

        private Worker() {}

        /** @param args the test's folder, the source, and the work */
        public static void main(String[] args) {
            var test = new TestRepository(Path.of(args[0]), "cache-" + args[2]);
            var random = new Random();
            try (Repository repository = test.repositories.open(test.config(ALL), KEY, PERMIT)) {
                System.out.print("r");
                System.out.flush();
                while (true) {
                    try {
                        work(repository, args[2], Path.of(args[1]), random);
                    } catch (HikaeException beatenOrLeftBehind) {
                        // The others of this round are in its way on purpose.
                    }
                }
            }
        }

        private static void work(Repository repository, String work, Path source, Random random) {
            switch (work) {
                case "backup" -> repository.backup(request(source), RunControl.NONE);
                case "replicate" -> repository.replicate(RunControl.NONE);
                default -> {
                    List<Snapshot> all = repository.snapshots();
                    if (all.size() > 3) {
                        var id = all.get(random.nextInt(all.size() - 1)).id();
                        repository.forget(new ForgetRequest(List.of(id), "test"), RunControl.NONE);
                    }
                    repository.prune(
                            random.nextBoolean()
                                    ? IMPATIENT
                                    : new PruneRequest(false, Duration.ZERO, Duration.ofHours(1), Duration.ZERO),
                            RunControl.NONE);
                }
            }
        }
    }
}
