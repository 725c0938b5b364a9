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
import dev.hikae.config.repository.Location;
import dev.hikae.engine.ForgetRequest;
import dev.hikae.engine.PruneRequest;
import dev.hikae.engine.RepackRequest;
import dev.hikae.engine.Repository;
import dev.hikae.engine.RestoreRequest;
import dev.hikae.engine.RunControl;
import dev.hikae.engine.ScrubLevel;
import dev.hikae.engine.ScrubReport;
import dev.hikae.engine.ScrubRequest;
import dev.hikae.engine.Snapshot;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Rounds in which processes work on one repository at once until they are killed. After each, every region alone must still
 * restore all that it shows.
 */
final class KillRounds {
    static final RegionName SINGAPORE = new RegionName("singapore");
    static final RegionName[] ALL = {TOKYO, OSAKA, SINGAPORE};

    /** A long run says after so many rounds how far it is. */
    private static final int TOLD = 25;

    private final Path folder;
    private final Path source;
    private final Random random;
    private final TestRepository repositories;
    /** How the processes find the regions: empty for folders. */
    private final List<String> places;

    private int killed;

    /** Three folders. */
    KillRounds(Path folder, Random random) throws IOException {
        this(folder, random, List.of());
    }

    /** @param places endpoint and credentials file of each region's server, in the order of {@link #ALL} */
    KillRounds(Path folder, Random random, List<String> places) throws IOException {
        this.folder = folder;
        this.source = Files.createDirectories(folder.resolve("source"));
        this.random = random;
        this.places = places;
        this.repositories = repository(folder, "cache", places);
    }

    TestRepository repositories() {
        return repositories;
    }

    private static TestRepository repository(Path folder, String cache, List<String> places) {
        return places.isEmpty()
                ? new TestRepository(folder, cache)
                : new TestRepository(folder, cache, buckets(places));
    }

    private static Function<RegionName, Location> buckets(List<String> places) {
        return region -> {
            int at = 2 * List.of(ALL).indexOf(region);
            return new Location.S3(
                    Optional.of(URI.create(places.get(at))),
                    "hikae",
                    "repo/",
                    "us-east-1",
                    true,
                    Location.ChecksumMode.WHEN_REQUIRED,
                    Optional.of(Path.of(places.get(at + 1))),
                    Optional.empty());
        };
    }

    void init() {
        repositories.init(ALL).close();
    }

    /** Something that every region holds. */
    void backUp() throws IOException {
        change();
        try (Repository all = repositories.open(ALL)) {
            all.backup(request(source), RunControl.NONE);
            all.replicate(RunControl.NONE);
        }
    }

    /** Starts one process for each work; all have opened the repository when it returns. */
    List<Process> start(String... works) throws IOException {
        change();
        List<Process> processes = new ArrayList<>();
        for (String work : works) {
            processes.add(start(work));
        }
        for (Process process : processes) {
            assertEquals('r', process.getInputStream().read(), "it has opened the repository");
        }
        return processes;
    }

    void kill(List<Process> processes) throws InterruptedException {
        for (Process process : processes) {
            killed += process.isAlive() ? 1 : 0;
            process.destroyForcibly().waitFor(30, TimeUnit.SECONDS);
        }
    }

    void pause(int most) throws InterruptedException {
        Thread.sleep(random.nextInt(most));
    }

    /** What a scrub of all regions, that is let end, finds and heals. */
    List<ScrubReport.Finding> heal() {
        try (Repository all = repositories.open(ALL)) {
            ScrubReport report = all.scrub(ScrubRequest.of(ScrubLevel.L2, true), RunControl.NONE);
            assertTrue(report.whole(), report.toString());
            return report.findings();
        }
    }

    /** After a round. */
    void requireWholeRegions(int round) {
        requireWholeRegions("round " + round);
        if ((round + 1) % TOLD == 0) {
            System.out.println((round + 1) + " rounds, " + killed + " processes killed, nothing lost");
        }
    }

    private void requireWholeRegions(String when) {
        for (RegionName region : ALL) {
            try (Repository alone = repositories.open(region)) {
                assertEquals(
                        List.of(), alone.check(Set.of(), true, RunControl.NONE).findings(), when + " in " + region);
            }
        }
    }

    /** In the end nothing is in the way: all regions catch up, and what the newest snapshot says comes back from each alone. */
    void end() throws IOException {
        assertTrue(killed > 0, "some were killed in the middle");
        try (Repository repository = repositories.open(ALL)) {
            repository.replicate(RunControl.NONE);
            repository.backup(request(source), RunControl.NONE);
            repository.prune(Worker.IMPATIENT, RunControl.NONE);
            List<Snapshot> all = repository.snapshots();
            for (RegionName region : ALL) {
                assertEquals(all, withRegions(repository.snapshots(region), all), "in " + region);
            }
        }
        requireWholeRegions("in the end");
        for (RegionName region : ALL) {
            Path target = Files.createDirectory(folder.resolve("restored-" + region.value()));
            try (Repository alone = repositories.open(region)) {
                var restore = new RestoreRequest(
                        alone.snapshots().getLast().id(),
                        List.of(),
                        target,
                        RestoreRequest.Overwrite.REFUSE,
                        List.of());
                alone.restore(restore, RunControl.NONE);
            }
            try (var files = Files.newDirectoryStream(source)) {
                for (Path file : files) {
                    assertEquals(
                            -1, Files.mismatch(file, target.resolve(file.getFileName())), file + " from " + region);
                }
            }
        }
    }

    /** A snapshot says where it is; here only which ones there are counts. */
    private static List<Snapshot> withRegions(List<Snapshot> some, List<Snapshot> all) {
        var ids = some.stream().map(Snapshot::id).toList();
        return all.stream().filter(s -> ids.contains(s.id())).toList();
    }

    private void change() throws IOException {
        for (int i = 0; i < 3; i++) {
            byte[] bytes = new byte[1 + random.nextInt(3 << 20)];
            random.nextBytes(bytes);
            Files.write(source.resolve("f" + random.nextInt(12)), bytes);
        }
    }

    private Process start(String work) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Worker.class.getName(),
                folder.toString(),
                source.toString(),
                work));
        command.addAll(places);
        return new ProcessBuilder(command)
                .redirectError(folder.resolve(work + ".log").toFile())
                .start();
    }

    /** One of the processes: does its work again and again until it is killed. */
    static final class Worker {
        private static final Optional<RepackRequest> MUCH = Optional.of(new RepackRequest(90, Long.MAX_VALUE));

        static final PruneRequest IMPATIENT =
                new PruneRequest(false, Duration.ZERO, Duration.ofSeconds(-5), Duration.ZERO, MUCH);

        private Worker() {}

        /** @param args the test's folder, the source, the work, and where the regions are */
        public static void main(String[] args) throws IOException {
            Thread.ofPlatform().daemon().start(Worker::endWithTheTest);
            List<String> places = List.of(args).subList(3, args.length);
            var test = repository(Path.of(args[0]), "cache-" + args[2], places);
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

        /** Its input ends when the test does, however that ends. */
        private static void endWithTheTest() {
            try {
                System.in.transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                // As good as ended.
            }
            Runtime.getRuntime().halt(1);
        }

        private static void work(Repository repository, String work, Path source, Random random) {
            switch (work) {
                case "backup" -> repository.backup(request(source), RunControl.NONE);
                case "replicate" -> repository.replicate(RunControl.NONE);
                case "scrub" -> repository.scrub(ScrubRequest.of(ScrubLevel.L2, true), RunControl.NONE);
                default -> collect(repository, random);
            }
        }

        private static void collect(Repository repository, Random random) {
            List<Snapshot> all = repository.snapshots();
            if (all.size() > 3) {
                var id = all.get(random.nextInt(all.size() - 1)).id();
                repository.forget(new ForgetRequest(List.of(id), "test"), RunControl.NONE);
            }
            repository.prune(
                    random.nextBoolean()
                            ? IMPATIENT
                            : new PruneRequest(false, Duration.ZERO, Duration.ofHours(1), Duration.ZERO, MUCH),
                    RunControl.NONE);
        }
    }
}
