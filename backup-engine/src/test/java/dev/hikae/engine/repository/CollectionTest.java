package dev.hikae.engine.repository;

import static dev.hikae.engine.repository.TestRepository.OSAKA;
import static dev.hikae.engine.repository.TestRepository.TOKYO;
import static dev.hikae.engine.repository.TestRepository.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.SnapshotId;
import dev.hikae.engine.Cancellation;
import dev.hikae.engine.CommitGuard;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.ForgetRequest;
import dev.hikae.engine.Progress;
import dev.hikae.engine.PruneRequest;
import dev.hikae.engine.PruneResult;
import dev.hikae.engine.Repository;
import dev.hikae.engine.RunControl;
import dev.hikae.engine.Snapshot;
import dev.hikae.engine.collection.CollectionError;
import dev.hikae.engine.format.Generation;
import dev.hikae.engine.format.ObjectNames;
import dev.hikae.engine.keyring.SigningKey;
import dev.hikae.engine.snapshot.Certificate;
import dev.hikae.engine.snapshot.Forgotten;
import dev.hikae.engine.snapshot.GarbageList;
import dev.hikae.engine.snapshot.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is forgotten goes; what any snapshot needs never does. */
final class CollectionTest {
    private static final Duration DAY = Duration.ofHours(24);
    private static final PruneRequest NOW = new PruneRequest(false, Duration.ZERO, DAY, Duration.ZERO);
    /** Takes every session for dead. */
    private static final PruneRequest IMPATIENT =
            new PruneRequest(false, Duration.ZERO, Duration.ofSeconds(-5), Duration.ZERO);

    private final Random random = new Random(11);
    private Path source;
    private TestRepository test;

    @BeforeEach
    void setUp(@TempDir Path temp) throws IOException {
        source = Files.createDirectories(temp.resolve("source"));
        test = new TestRepository(temp);
        test.init(TOKYO, OSAKA).close();
    }

    private void write(String name) throws IOException {
        byte[] bytes = new byte[3 << 20];
        random.nextBytes(bytes);
        Files.write(source.resolve(name), bytes);
    }

    private Snapshot backup(Repository repository, String changed) throws IOException {
        write(changed);
        return repository.backup(request(source), RunControl.NONE).snapshot();
    }

    private static void forget(Repository repository, SnapshotId... snapshots) {
        repository.forget(new ForgetRequest(List.of(snapshots), "test"), RunControl.NONE);
    }

    private long packs(RegionName region) throws IOException {
        return test.files(region, "packs").size();
    }

    /** Every snapshot that a region shows, from that region alone. */
    private void assertWhole(RegionName... regions) {
        for (RegionName region : regions) {
            try (Repository alone = test.open(region)) {
                assertEquals(
                        List.of(), alone.check(Set.of(), true, RunControl.NONE).findings(), "in " + region);
            }
        }
    }

    private static List<SnapshotId> ids(List<Snapshot> snapshots) {
        return snapshots.stream().map(Snapshot::id).toList();
    }

    @Test
    void forgottenSnapshot_isNotShownAnywhere_andGoesAfterTheGrace() throws IOException {
        try (Repository repository = test.open(TOKYO, OSAKA)) {
            Snapshot first = backup(repository, "a");
            Snapshot second = backup(repository, "a");
            long all = packs(TOKYO);
            var result = repository.forget(new ForgetRequest(List.of(first.id()), "test"), RunControl.NONE);
            assertEquals(1, result.forgotten());
            assertEquals(Set.of(TOKYO, OSAKA), result.recordedIn());
            assertEquals(List.of(second.id()), ids(repository.snapshots()));
            assertEquals(List.of(second.id()), ids(repository.snapshots(OSAKA)));

            PruneResult early = repository.prune(PruneRequest.usual(), RunControl.NONE);
            assertEquals(1, early.waiting());
            assertEquals(0, early.snapshots());
            assertEquals(all, packs(TOKYO));

            PruneResult told =
                    repository.prune(new PruneRequest(true, Duration.ZERO, DAY, Duration.ZERO), RunControl.NONE);
            assertEquals(all, packs(TOKYO));
            PruneResult done = repository.prune(NOW, RunControl.NONE);
            assertEquals(1, done.snapshots());
            assertEquals(told.regions(), done.regions());
            assertTrue(done.regions().values().stream().allMatch(f -> f.objects() > 0 && f.bytes() > 3 << 20));
            assertTrue(packs(TOKYO) < all);
            assertEquals(packs(TOKYO), packs(OSAKA));
            assertThrows(AssertionError.class, () -> test.outcomeFile(TOKYO, first.id()));
            assertEquals(List.of(second.id()), ids(repository.snapshots()));
        }
        assertWhole(TOKYO, OSAKA);
        try (Repository repository = test.open(TOKYO, OSAKA)) {
            PruneResult nothing = repository.prune(NOW, RunControl.NONE);
            assertTrue(nothing.generation().isEmpty(), "nothing was left to collect");
        }
    }

    @Test
    void contentThatWent_isStoredAgain_thoughCachesKnewIt() throws IOException {
        write("a");
        byte[] content = Files.readAllBytes(source.resolve("a"));
        try (Repository repository = test.open(TOKYO, OSAKA)) {
            Snapshot first = repository.backup(request(source), RunControl.NONE).snapshot();
            Snapshot second = backup(repository, "a");
            forget(repository, first.id());
            repository.prune(NOW, RunControl.NONE);
            Files.write(source.resolve("a"), content);
            Snapshot third = repository.backup(request(source), RunControl.NONE).snapshot();
            assertEquals(List.of(second.id(), third.id()), ids(repository.snapshots()));
            assertTrue(third.totals().bytesNew() >= content.length, "it has to be stored again");
        }
        assertWhole(TOKYO, OSAKA);
    }

    @Test
    void lineOfSnapshots_goesOnAfterItsLastOneWasForgotten() throws IOException {
        try (Repository repository = test.open(TOKYO, OSAKA)) {
            Snapshot first = backup(repository, "a");
            Snapshot second = backup(repository, "a");
            forget(repository, second.id());
            repository.prune(NOW, RunControl.NONE);
            Snapshot third = backup(repository, "a");
            assertEquals(3, test.outcome(TOKYO, third.id()).sequence());
            assertEquals(Set.of(TOKYO, OSAKA), third.regions());
            forget(repository, first.id(), third.id());
            repository.prune(NOW, RunControl.NONE);
            assertEquals(List.of(), repository.snapshots());
            assertEquals(0, packs(TOKYO));
            assertEquals(0, test.files(OSAKA, "index").size());
            backup(repository, "a");
        }
        assertWhole(TOKYO, OSAKA);
    }

    @Test
    void regionThatWasAway_learnsWhatIsForgotten_andLacksNothing() throws IOException {
        Path osaka = test.region(OSAKA);
        Path away = osaka.resolveSibling("away");
        SnapshotId kept;
        try (Repository repository = test.open(TOKYO, OSAKA)) {
            backup(repository, "a");
            Files.move(osaka, away);
            Snapshot second = backup(repository, "b");
            kept = backup(repository, "c").id();
            repository.forget(new ForgetRequest(List.of(second.id()), "test"), RunControl.NONE);
            var refused = assertThrows(HikaeException.class, () -> repository.prune(NOW, RunControl.NONE));
            assertEquals(CollectionError.REGION_NEEDED, refused.code());
        }
        Files.move(away, osaka);
        try (Repository repository = test.open(TOKYO, OSAKA)) {
            assertTrue(repository.replicate(RunControl.NONE).behind().isEmpty());
            assertEquals(2, repository.snapshots(OSAKA).size());
            assertTrue(ids(repository.snapshots(OSAKA)).contains(kept));
            repository.prune(NOW, RunControl.NONE);
        }
        assertWhole(TOKYO, OSAKA);
    }

    @Test
    void runningBackup_isWaitedFor_andWhatItReusesIsRescued() throws IOException {
        try (Repository repository = test.open(TOKYO, OSAKA)) {
            Snapshot first = backup(repository, "a");
            var pruned = new AtomicReference<PruneResult>();
            CommitGuard inTheMiddle = () -> {
                try (Repository other = test.open(TOKYO, OSAKA)) {
                    other.forget(new ForgetRequest(List.of(first.id()), "test"), RunControl.NONE);
                    pruned.set(other.prune(NOW, RunControl.NONE));
                }
            };
            write("b");
            repository.backup(request(source), new RunControl(Progress.NONE, Cancellation.NEVER, inTheMiddle));
            PruneResult result = Objects.requireNonNull(pruned.get());
            assertEquals(1, result.running());
            assertEquals(0, result.snapshots());
            assertEquals(1, repository.snapshots().size());
        }
        assertWhole(TOKYO, OSAKA);
        try (Repository repository = test.open(TOKYO, OSAKA)) {
            assertEquals(1, repository.prune(NOW, RunControl.NONE).snapshots());
        }
        assertWhole(TOKYO, OSAKA);
    }

    @Test
    void fencedBackup_failsLoudly_andCommitsNothing() throws IOException {
        try (Repository repository = test.open(TOKYO, OSAKA)) {
            Snapshot first = backup(repository, "a");
            CommitGuard inTheMiddle = () -> {
                try (Repository other = test.open(TOKYO, OSAKA)) {
                    other.forget(new ForgetRequest(List.of(first.id()), "test"), RunControl.NONE);
                    assertEquals(1, other.prune(IMPATIENT, RunControl.NONE).fenced());
                }
            };
            write("b");
            var refused = assertThrows(
                    HikaeException.class,
                    () -> repository.backup(
                            request(source), new RunControl(Progress.NONE, Cancellation.NEVER, inTheMiddle)));
            assertEquals(EngineError.SESSION_FENCED, refused.code());
            assertEquals(List.of(), repository.snapshots());
            assertEquals(0, packs(TOKYO), "what the fenced session stored is garbage too");
            backup(repository, "b");
        }
        assertWhole(TOKYO, OSAKA);
    }

    @Test
    void failedBackup_leavesNoSessionThatACollectionWaitsFor() throws IOException {
        CommitGuard refuse = () -> {
            throw new HikaeException(EngineError.CANCELLED);
        };
        try (Repository repository = test.open(TOKYO, OSAKA)) {
            write("a");
            assertThrows(
                    HikaeException.class,
                    () -> repository.backup(
                            request(source), new RunControl(Progress.NONE, Cancellation.NEVER, refuse)));
            assertTrue(packs(OSAKA) > 0);
            PruneResult result = repository.prune(NOW, RunControl.NONE);
            assertEquals(0, result.running());
            assertEquals(0, packs(TOKYO));
            assertEquals(0, packs(OSAKA));
        }
    }

    @Test
    void collectionStoppedAnywhere_isFinishedByTheNext() throws IOException {
        for (int steps = 0; steps < 40; steps += 3) {
            int most = steps;
            try (Repository repository = test.open(TOKYO, OSAKA)) {
                Snapshot old = backup(repository, "a");
                backup(repository, "a");
                forget(repository, old.id());
                var asked = new AtomicInteger();
                var control = new RunControl(Progress.NONE, () -> asked.incrementAndGet() > most, CommitGuard.ALWAYS);
                boolean stopped = false;
                try {
                    repository.prune(NOW, control);
                } catch (HikaeException e) {
                    assertEquals(EngineError.CANCELLED, e.code());
                    stopped = true;
                }
                assertWhole(TOKYO, OSAKA);
                backup(repository, "b");
                repository.prune(NOW, RunControl.NONE);
                assertEquals(packs(TOKYO), packs(OSAKA));
                assertTrue(stopped || most > 5);
            }
            assertWhole(TOKYO, OSAKA);
        }
    }

    @Test
    void writersAndCollectors_atOnce_loseNothing() throws Exception {
        var stop = new AtomicBoolean();
        try (var threads = Executors.newCachedThreadPool()) {
            List<Future<Integer>> running = new ArrayList<>();
            for (int w = 0; w < 3; w++) {
                Path mine = Files.createDirectories(source.resolve("w" + w));
                running.add(threads.submit(() -> backups(mine, 4)));
            }
            for (int c = 0; c < 2; c++) {
                running.add(threads.submit(() -> collections(stop)));
            }
            for (int w = 0; w < 3; w++) {
                running.get(w).get();
            }
            stop.set(true);
            assertTrue(running.get(3).get() + running.get(4).get() > 1, "collections");
        }
        assertWhole(TOKYO, OSAKA);
        try (Repository repository = test.open(TOKYO, OSAKA)) {
            assertFalse(repository.snapshots().isEmpty());
            repository.prune(IMPATIENT, RunControl.NONE);
        }
        assertWhole(TOKYO, OSAKA);
    }

    private int backups(Path mine, int wanted) throws IOException {
        int done = 0;
        var own = new Random(mine.hashCode());
        while (done < wanted) {
            byte[] bytes = new byte[200_000];
            own.nextBytes(bytes);
            Files.write(mine.resolve("f" + own.nextInt(5)), bytes);
            try (Repository repository = test.open(TOKYO, OSAKA)) {
                SnapshotId id = repository
                        .backup(request(mine), RunControl.NONE)
                        .snapshot()
                        .id();
                done++;
                if (own.nextInt(3) > 0 && done < wanted) {
                    forget(repository, id);
                }
            } catch (HikaeException e) {
                assertEquals(EngineError.SESSION_FENCED, e.code(), e.getMessage());
            }
        }
        return done;
    }

    private int collections(AtomicBoolean stop) {
        int done = 0;
        while (!stop.get()) {
            try (Repository repository = test.open(TOKYO, OSAKA)) {
                repository.prune(done % 4 == 3 ? IMPATIENT : NOW, RunControl.NONE);
                done++;
            } catch (HikaeException e) {
                assertEquals(CollectionError.OTHERS_AT_WORK, e.code(), e.getMessage());
            }
        }
        return done;
    }

    @Test
    void outcomeThatNobodyCanRead_stopsTheCollection() throws IOException {
        try (Repository repository = test.open(TOKYO, OSAKA)) {
            Snapshot old = backup(repository, "a");
            Snapshot kept = backup(repository, "b");
            forget(repository, old.id());
            for (RegionName region : List.of(TOKYO, OSAKA)) {
                Path outcome = test.outcomeFile(region, kept.id());
                byte[] bytes = Files.readAllBytes(outcome);
                bytes[bytes.length / 2] ^= 1;
                Files.write(outcome, bytes);
            }
        }
        try (Repository repository = test.open(TOKYO, OSAKA)) {
            long before = packs(TOKYO);
            var refused = assertThrows(HikaeException.class, () -> repository.prune(NOW, RunControl.NONE));
            assertEquals(CollectionError.OUTCOME_UNREADABLE, refused.code());
            assertEquals(before, packs(TOKYO));
        }
    }

    /** A scrub deletes a damaged outcome before it puts the good one in its place: that is no session that never ended. */
    @Test
    void outcomeThatIsBeingHealed_isNeitherFencedNorMissed() throws IOException {
        try (Repository repository = test.open(TOKYO, OSAKA)) {
            Snapshot old = backup(repository, "a");
            Snapshot kept = backup(repository, "b");
            forget(repository, old.id());
            Path outcome = test.outcomeFile(TOKYO, kept.id());
            Path aside = Files.createDirectories(test.region(TOKYO).resolve("healing"))
                    .resolve("0123456789abcdef0123456789abcdef");
            Files.move(outcome, aside);
            long before = packs(TOKYO);
            var refused = assertThrows(HikaeException.class, () -> repository.prune(IMPATIENT, RunControl.NONE));
            assertEquals(CollectionError.HEALING, refused.code());
            assertEquals(before, packs(TOKYO));
            assertTrue(Files.notExists(outcome), "an ABORT took its place");
            Files.move(aside, outcome);
            assertEquals(1, repository.prune(IMPATIENT, RunControl.NONE).snapshots());
        }
        assertWhole(TOKYO, OSAKA);
    }

    @Test
    void writersKey_forgetsAndCondemnsNothing() throws IOException {
        try (Repository repository = test.open(TOKYO, OSAKA)) {
            Snapshot kept = backup(repository, "a");
            var keyring = test.keyring(TOKYO);
            SigningKey writer = keyring.signer(Certificate.Role.WRITER).orElseThrow();
            var outcome = test.outcome(TOKYO, kept.id());
            byte[] digest = Outcome.digest(Files.readAllBytes(test.outcomeFile(TOKYO, kept.id())));
            String name = ObjectNames.forgotten(new byte[16]);
            byte[] forged = new Forgotten(
                            name,
                            keyring.trust().repositoryId(),
                            writer.certificate(),
                            Instant.EPOCH,
                            List.of(Forgotten.Entry.of(outcome, digest)),
                            "")
                    .sign(writer.seed());
            plant(name, forged);
            assertEquals(List.of(kept.id()), ids(repository.snapshots()));

            Snapshot old = backup(repository, "a");
            forget(repository, old.id());
            var generation = new Generation(0, 1);
            byte[] verdict = new GarbageList(
                            GarbageList.Kind.VERDICT,
                            keyring.trust().repositoryId(),
                            writer.certificate(),
                            generation,
                            Instant.EPOCH,
                            outcome.objects().stream().map(o -> o.name()).toList(),
                            "")
                    .sign(writer.seed());
            // Beside a collection that has begun, or it would only be passed over.
            byte[] condemned = new GarbageList(
                            GarbageList.Kind.CONDEMNED,
                            keyring.trust().repositoryId(),
                            writer.certificate(),
                            generation,
                            Instant.EPOCH,
                            List.of(),
                            "")
                    .sign(writer.seed());
            plant(ObjectNames.condemned(generation), condemned);
            plant(ObjectNames.verdict(new Generation(0, 99_999_999)), verdict);
            assertTrue(backup(repository, "b").regions().contains(TOKYO));
            assertTrue(test.files(TOKYO, "sessions").stream()
                    .noneMatch(f -> f.toString().contains("99999999")));
            plant(ObjectNames.verdict(generation.next()), verdict);
            assertEquals(1, repository.prune(NOW, RunControl.NONE).snapshots());
            assertEquals(2, repository.snapshots().size());
            List<String> found = repository.check(Set.of(), true, RunControl.NONE).findings().stream()
                    .map(f -> f.object())
                    .distinct()
                    .toList();
            assertEquals(
                    List.of(
                            name,
                            ObjectNames.verdict(generation.next()),
                            ObjectNames.verdict(new Generation(0, 99_999_999))),
                    found,
                    "what was planted and is still there is told, all else is whole");
        }
    }

    @Test
    void idThatAnotherSnapshotTook_forgetsNeither() throws IOException {
        try (Repository repository = test.open(TOKYO, OSAKA)) {
            Snapshot kept = backup(repository, "a");
            var keyring = test.keyring(TOKYO);
            SigningKey writer = keyring.signer(Certificate.Role.WRITER).orElseThrow();
            var of = test.outcome(TOKYO, kept.id());
            String name = ObjectNames.outcome(ObjectNames.session(0, 0, new byte[16]));
            var twin = new Outcome(
                    name,
                    of.repositoryId(),
                    of.writer(),
                    of.sequence() + 1,
                    of.previous(),
                    of.snapshot(),
                    of.capturedAt(),
                    of.objects(),
                    of.sealed());
            plant(name, twin.sign(writer.seed()));
            var request = new ForgetRequest(List.of(kept.id()), "test");
            var refused = assertThrows(HikaeException.class, () -> repository.forget(request, RunControl.NONE));
            assertEquals(EngineError.SAME_ID, refused.code());
            assertEquals(
                    0,
                    test.files(TOKYO, "").stream()
                            .filter(f -> f.toString().contains("forgotten"))
                            .count());
        }
    }

    private void plant(String name, byte[] object) throws IOException {
        for (RegionName region : List.of(TOKYO, OSAKA)) {
            Path file = test.region(region).resolve(name);
            Files.createDirectories(file.getParent());
            Files.write(file, object);
        }
    }
}
