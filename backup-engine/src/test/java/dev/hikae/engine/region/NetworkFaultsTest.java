package dev.hikae.engine.region;

import static dev.hikae.engine.region.Rig.ALL;
import static dev.hikae.engine.region.Rig.OSAKA;
import static dev.hikae.engine.region.Rig.SINGAPORE;
import static dev.hikae.engine.region.Rig.TOKYO;
import static eu.rekawek.toxiproxy.model.ToxicDirection.DOWNSTREAM;
import static eu.rekawek.toxiproxy.model.ToxicDirection.UPSTREAM;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.config.error.ErrorCode;
import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.RepositoryName;
import dev.hikae.config.repository.KeySource;
import dev.hikae.config.repository.RepositoryConfig;
import dev.hikae.engine.BackupRequest;
import dev.hikae.engine.BackupResult;
import dev.hikae.engine.Cancellation;
import dev.hikae.engine.CommitGuard;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.Progress;
import dev.hikae.engine.Repositories;
import dev.hikae.engine.Repository;
import dev.hikae.engine.RestoreRequest;
import dev.hikae.engine.RestoreResult;
import dev.hikae.engine.RunControl;
import dev.hikae.engine.UnlockPermit;
import dev.hikae.engine.key.Credential;
import dev.hikae.engine.key.Secret;
import dev.hikae.engine.repository.EngineRepositories;
import dev.hikae.engine.store.MinioServer;
import dev.hikae.engine.store.Patience;
import dev.hikae.engine.store.Pause;
import dev.hikae.engine.store.StoreError;
import dev.hikae.engine.store.Toxiproxy;
import dev.hikae.engine.store.WithMinio;
import eu.rekawek.toxiproxy.Proxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real proxy that spoils the network on the way to a real MinIO: first to one region of three, then to the only one. What becomes of
 * each fault is the table of REGIONS.md.
 *
 * <p>Faults of a kind are tried at the same time, each with a repository and a proxy of its own.
 */
@ExtendWith(WithMinio.class)
final class NetworkFaultsTest {
    private static final Credential KEY = new Credential.KeyFile(Secret.copyOf(new byte[32]));
    private static final UnlockPermit PERMIT = new UnlockPermit("test");
    private static final int FILES = 8;
    private static final long MIDDLE = 2 << 20;
    /** Asked for each entry whether to stop: the source, the folder in it, two files, and then. */
    private static final int BEFORE_THIRD_FILE = 5;

    private static final Set<ErrorCode> SLOW_OR_DOWN = Set.of(RegionError.TOO_SLOW, StoreError.UNREACHABLE);

    /** Fifteen times shorter than it really is. */
    private static final Patience SHORT =
            new Patience(Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(4), Duration.ofSeconds(1));

    /** Ends no fault that heals. */
    private static final Patience LONG =
            new Patience(SHORT.connecting(), Duration.ofSeconds(1), Duration.ofSeconds(60), SHORT.straggling());

    private static @Nullable Toxiproxy toxiproxy;

    private final MinioServer minio;

    @TempDir
    Path temp = Path.of("unset");

    NetworkFaultsTest(MinioServer minio) {
        this.minio = minio;
    }

    /** What goes wrong on the way. */
    private enum Trouble {
        LATENCY {
            @Override
            void on(Proxy proxy) throws IOException {
                proxy.toxics().latency("latency", DOWNSTREAM, 300);
            }
        },
        BANDWIDTH {
            @Override
            void on(Proxy proxy) throws IOException {
                proxy.toxics().bandwidth("down", DOWNSTREAM, 2000);
                proxy.toxics().bandwidth("up", UPSTREAM, 2000);
            }
        },
        /** Requests arrive, and answers do not. */
        STALL {
            @Override
            void on(Proxy proxy) throws IOException {
                proxy.toxics().timeout("stall", DOWNSTREAM, 0);
            }
        },
        /** Each connection ends in the middle of a body. */
        RESETS {
            @Override
            void on(Proxy proxy) throws IOException {
                proxy.toxics().limitData("down", DOWNSTREAM, 200_000);
                proxy.toxics().limitData("up", UPSTREAM, 200_000);
            }
        },
        /** Connections break, and new ones are refused. */
        PARTITION {
            @Override
            void on(Proxy proxy) throws IOException {
                proxy.disable();
            }
        },
        /** Nothing comes through, and nobody is told. */
        BLACK_HOLE {
            @Override
            void on(Proxy proxy) throws IOException {
                proxy.toxics().timeout("down", DOWNSTREAM, 0);
                proxy.toxics().timeout("up", UPSTREAM, 0);
            }
        };

        /** Those that let nothing through. */
        static final List<Trouble> SILENT = List.of(STALL, PARTITION, BLACK_HOLE);

        static final List<Trouble> HARD = List.of(STALL, RESETS, PARTITION, BLACK_HOLE);

        abstract void on(Proxy proxy) throws IOException;
    }

    @BeforeAll
    static void start(@TempDir Path folder) {
        toxiproxy = Toxiproxy.start(folder).orElse(null);
        Assumptions.assumeTrue(toxiproxy != null);
    }

    @AfterAll
    static void stop() {
        if (toxiproxy != null) {
            toxiproxy.close();
        }
    }

    @BeforeEach
    void makeSource() throws IOException {
        Path source = Files.createDirectories(temp.resolve("source/folder"));
        Random random = new Random(3);
        for (int i = 0; i < FILES; i++) {
            byte[] content = new byte[1 << 20];
            random.nextBytes(content);
            Files.write(source.resolve("large-" + i), content);
        }
        Files.writeString(source.resolve("small"), "small\n");
    }

    @Test
    void slowRegionOfThree_isWaitedForInASmallBackup() {
        each(List.of(Trouble.LATENCY, Trouble.BANDWIDTH), ALL, place -> {
            try (Repository repository = place.open(Patience.DEFAULT)) {
                place.have();
                assertEquals(
                        Set.copyOf(ALL),
                        place.backup(repository, RunControl.NONE).heldBy());
                place.restores(repository, List.of(OSAKA), RunControl.NONE);
            }
        });
    }

    @Test
    void slowRegionOfThree_isLeftBehindOnceItKeptTheOthersWaiting() {
        each(List.of(Trouble.BANDWIDTH), ALL, place -> {
            try (Repository repository = place.open(new Patience(
                    Patience.DEFAULT.connecting(),
                    Patience.DEFAULT.silence(),
                    Patience.DEFAULT.trying(),
                    Duration.ofMillis(500)))) {
                place.have();
                behind(place.backup(repository, RunControl.NONE), Set.of(RegionError.TOO_SLOW));
            }
            place.catchesUp();
        });
    }

    @Test
    void brokenRegionOfThree_inTheMiddleOfABackup_isLeftBehindAndCatchesUp() {
        each(Trouble.HARD, ALL, place -> {
            try (Repository repository = place.open(SHORT)) {
                behind(place.backup(repository, place.haveWhileReading()), SLOW_OR_DOWN);
            }
            place.catchesUp();
        });
    }

    @Test
    void brokenRegionOfThree_inTheMiddleOfARestore_isReadAround() {
        each(Trouble.SILENT, ALL, place -> {
            place.backup();
            try (Repository repository = place.open(SHORT)) {
                RestoreResult result = place.restores(repository, List.of(OSAKA, TOKYO), place.haveInTheMiddle());
                assertTrue(result.bytesFrom().containsKey(TOKYO), result.toString());
            }
        });
    }

    @Test
    void slowOnlyRegion_takesTimeAndNothingElse() {
        each(List.of(Trouble.LATENCY, Trouble.BANDWIDTH), List.of(OSAKA), place -> {
            try (Repository repository = place.open(Patience.DEFAULT)) {
                place.have();
                assertEquals(
                        Set.of(OSAKA), place.backup(repository, RunControl.NONE).heldBy());
                place.restores(repository, List.of(), RunControl.NONE);
                assertEquals(0, place.retries());
            }
        });
    }

    @Test
    void onlyRegionThatIsBrokenForAMoment_costsNothingButRetries() {
        each(Trouble.HARD, List.of(OSAKA), place -> {
            try (Repository repository = place.open(LONG)) {
                place.healAtRetry(3);
                assertEquals(
                        Set.of(OSAKA),
                        place.backup(repository, place.haveWhileReading()).heldBy());
                assertTrue(place.retries() >= 1, "the fault never fired");
                place.healAtRetry(3);
                place.restores(repository, List.of(), place.haveInTheMiddle());
                assertTrue(place.retries() >= 1, "the fault never fired");
            }
        });
    }

    @Test
    void onlyRegionThatStaysBroken_failsTheBackupLoudlyAndShowsNothing() {
        each(Trouble.HARD, List.of(OSAKA), place -> {
            try (Repository repository = place.open(SHORT)) {
                HikaeException e =
                        assertThrows(HikaeException.class, () -> place.backup(repository, place.haveWhileReading()));
                assertEquals(EngineError.HOME_UNREACHABLE, e.code(), e.toString());
            }
            place.clear();
            try (Repository repository = place.open(Patience.DEFAULT)) {
                assertEquals(List.of(), repository.snapshots());
                place.backup(repository, RunControl.NONE);
                place.restores(repository, List.of(), RunControl.NONE);
                assertSound(repository);
            }
        });
    }

    @Test
    void onlyRegionThatStaysBroken_failsTheRestoreLoudly() {
        each(Trouble.SILENT, List.of(OSAKA), place -> {
            place.backup();
            try (Repository repository = place.open(SHORT)) {
                RestoreRequest request = place.request(repository, List.of());
                HikaeException e =
                        assertThrows(HikaeException.class, () -> repository.restore(request, place.haveInTheMiddle()));
                assertEquals(StoreError.UNREACHABLE, e.code(), e.toString());
            }
        });
    }

    @Test
    void onlyRegionWhoseConnectionsAllBreak_isReadToTheEndPieceByPiece() {
        each(List.of(Trouble.RESETS), List.of(OSAKA), place -> {
            place.backup();
            try (Repository repository = place.open(SHORT)) {
                place.restores(repository, List.of(), place.haveInTheMiddle());
                assertTrue(place.retries() >= 1, "the fault never fired");
            }
        });
    }

    private static void behind(BackupResult result, Set<ErrorCode> reasons) {
        assertEquals(Set.of(TOKYO, SINGAPORE), result.heldBy());
        assertEquals(Set.of(OSAKA), result.behind().keySet());
        String reason = Objects.requireNonNull(result.behind().get(OSAKA)).toString();
        assertTrue(reasons.stream().anyMatch(r -> reason.contains(r.id())), reason);
    }

    private static void assertSound(Repository repository) {
        var report = repository.check(Set.of(), true, RunControl.NONE);
        assertTrue(report.clean(), report.findings().toString());
    }

    /** What is to be done with each. */
    @FunctionalInterface
    private interface Trial {
        void with(Place place) throws IOException;
    }

    private void each(List<Trouble> troubles, List<RegionName> regions, Trial trial) {
        List<Future<Trouble>> trials = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Trouble trouble : troubles) {
                trials.add(threads.submit(() -> {
                    Place place = new Place(trouble, regions);
                    trial.with(place);
                    return trouble;
                }));
            }
        }
        for (int i = 0; i < trials.size(); i++) {
            end(troubles.get(i), trials.get(i));
        }
    }

    private static void end(Trouble trouble, Future<Trouble> trial) {
        try {
            assertEquals(trouble, trial.get());
        } catch (ExecutionException e) {
            throw new AssertionError(trouble.name(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** A repository of which osaka lies behind a proxy. */
    private final class Place {
        private final Trouble trouble;
        private final Toxiproxy.Way way;
        private final RepositoryConfig config;
        private final AtomicInteger retries = new AtomicInteger();
        private volatile int healing = Integer.MAX_VALUE;

        Place(Trouble trouble, List<RegionName> regions) {
            this.trouble = trouble;
            this.way = Objects.requireNonNull(toxiproxy).to(minio);
            this.config = config(regions);
            repositories(Patience.DEFAULT).init(config, List.of(KEY)).close();
        }

        private RepositoryConfig config(List<RegionName> regions) {
            String prefix = UUID.randomUUID() + "/";
            return new RepositoryConfig(
                    new RepositoryName("test"),
                    regions.stream()
                            .map(r -> new RepositoryConfig.Region(
                                    r,
                                    minio.locationBy(
                                            r.equals(OSAKA) ? way.address() : minio.endpoint(),
                                            WithMinio.BUCKET,
                                            prefix + r + "/")))
                            .toList(),
                    regions.getFirst(),
                    regions.size() / 2 + 1,
                    new KeySource.Machine());
        }

        private Repositories repositories(Patience patience) {
            return new EngineRepositories(
                    InstantSource.system(),
                    new SecureRandom(),
                    temp.resolve("cache-" + trouble),
                    this::pause,
                    patience);
        }

        private void pause(Duration duration) throws InterruptedException {
            if (retries.incrementAndGet() == healing) {
                clear();
            }
            Pause.SLEEP.pause(duration);
        }

        Repository open(Patience patience) {
            return repositories(patience).open(config, KEY, PERMIT);
        }

        int retries() {
            return retries.get();
        }

        void have() {
            way.put(trouble::on);
        }

        void clear() {
            way.clear();
        }

        /** So that there is a middle: else all is on its way before the first byte is told. */
        private void pace() {
            way.put(proxy -> {
                proxy.toxics().bandwidth("paced-down", DOWNSTREAM, 4000);
                proxy.toxics().bandwidth("paced-up", UPSTREAM, 4000);
            });
        }

        void healAtRetry(int retry) {
            retries.set(0);
            healing = retry;
        }

        /** Before the third large file is read: nothing of them is on its way, since less than a part is read. */
        RunControl haveWhileReading() {
            pace();
            AtomicInteger entries = new AtomicInteger();
            Cancellation asked = () -> {
                if (entries.incrementAndGet() == BEFORE_THIRD_FILE) {
                    have();
                }
                return false;
            };
            return new RunControl(Progress.NONE, asked, CommitGuard.ALWAYS);
        }

        /** Once bytes have moved, and before all have. */
        RunControl haveInTheMiddle() {
            pace();
            AtomicBoolean once = new AtomicBoolean();
            Progress progress = state -> {
                if (state.bytesDone() >= MIDDLE && once.compareAndSet(false, true)) {
                    have();
                }
            };
            return new RunControl(progress, Cancellation.NEVER, CommitGuard.ALWAYS);
        }

        /** Without any trouble. */
        void backup() {
            try (Repository repository = open(Patience.DEFAULT)) {
                backup(repository, RunControl.NONE);
            }
        }

        BackupResult backup(Repository repository, RunControl control) {
            return repository.backup(
                    new BackupRequest(
                            Optional.of("plan"), "host", List.of(temp.resolve("source")), List.of(), false, List.of()),
                    control);
        }

        RestoreRequest request(Repository repository, List<RegionName> from) {
            return new RestoreRequest(
                    repository.snapshots().getLast().id(),
                    List.of(),
                    temp.resolve("restored-" + UUID.randomUUID()),
                    RestoreRequest.Overwrite.REFUSE,
                    from);
        }

        RestoreResult restores(Repository repository, List<RegionName> from, RunControl control) throws IOException {
            RestoreRequest request = request(repository, from);
            RestoreResult result = repository.restore(request, control);
            assertEquals(List.of(), result.failed());
            for (int i = 0; i < FILES; i++) {
                String name = "folder/large-" + i;
                assertEquals(
                        -1L,
                        Files.mismatch(
                                temp.resolve("source").resolve(name),
                                request.target().resolve(name)));
            }
            return result;
        }

        void catchesUp() throws IOException {
            clear();
            try (Repository repository = open(Patience.DEFAULT)) {
                assertEquals(Map.of(), repository.replicate(RunControl.NONE).behind());
                restores(repository, List.of(OSAKA), RunControl.NONE);
                assertSound(repository);
            }
        }
    }
}
