package dev.hikae.engine.repository;

import static dev.hikae.engine.repository.Partition.OSAKA;
import static dev.hikae.engine.repository.Partition.SINGAPORE;
import static dev.hikae.engine.repository.Partition.TOKYO;
import static dev.hikae.engine.repository.TestRepository.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.config.error.ErrorCode;
import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.SnapshotId;
import dev.hikae.engine.BackupResult;
import dev.hikae.engine.Cancellation;
import dev.hikae.engine.CommitGuard;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.HomeMove;
import dev.hikae.engine.Progress;
import dev.hikae.engine.RegionChanges.Manner;
import dev.hikae.engine.ReplicationResult;
import dev.hikae.engine.Repository;
import dev.hikae.engine.RunControl;
import dev.hikae.engine.Snapshot;
import dev.hikae.engine.region.RegionError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** The region that decides is lost, moved, and comes back with what only it knew. */
final class FailoverTest {
    private static final RegionName[] ALL = {TOKYO, OSAKA, SINGAPORE};

    private final Partition regions;
    private final Path source;
    private int changes;

    FailoverTest(@TempDir Path folder) throws IOException {
        regions = new Partition(folder);
        source = Files.createDirectory(folder.resolve("source"));
        Files.write(source.resolve("big"), new byte[300_000]);
    }

    @Test
    void lostHome_isReplaced_andAdoptedWithWhatOnlyItHad() throws IOException {
        SnapshotId everywhere = first();
        SnapshotId unreplicated;
        try (Repository isolated = regions.open(1, Set.of(TOKYO), ALL)) {
            unreplicated = id(backup(isolated));
        }
        regions.away(TOKYO);
        SnapshotId after;
        try (Repository repository = regions.open(2, ALL)) {
            assertEquals(EngineError.HOME_UNREACHABLE, code(() -> backup(repository)));
            HomeMove move = repository.regionChanges().failover(OSAKA, Manner.USUAL, RunControl.NONE);
            assertTrue(move.changed() && !move.planned(), move.toString());
            assertEquals(1, move.epoch());
            assertEquals(Set.of(OSAKA, SINGAPORE), move.heldBy());
            assertEquals(
                    List.of(everywhere),
                    move.newest().stream().map(HomeMove.Point::snapshot).toList());
            after = id(backup(repository));
        }
        regions.back(TOKYO);
        // A configuration that still calls tokyo the home.
        try (Repository repository = regions.open(2, ALL)) {
            assertEquals(OSAKA, repository.info().home());
            ReplicationResult result = repository.replicate(RunControl.NONE);
            assertEquals(Map.of(), result.behind());
            assertEquals(List.of(unreplicated), result.adopted());
            assertEquals(List.of(), repository.replicate(RunControl.NONE).adopted());
            assertEquals(Set.of(ALL), backup(repository).heldBy());
        }
        assertTrue(Files.exists(regions.region(TOKYO).resolve("home/00000001")));
        for (RegionName region : ALL) {
            assertTrue(
                    ids(regions.restorable(region)).containsAll(Set.of(everywhere, unreplicated, after)),
                    region.value());
        }
    }

    @Test
    void writerThatSlept_inTheFormerHome_isAdopted() throws IOException {
        first();
        SnapshotId meanwhile;
        SnapshotId slept;
        try (Repository isolated = regions.open(1, Set.of(TOKYO), ALL);
                Repository others = regions.open(2, Set.of(OSAKA, SINGAPORE), ALL)) {
            SnapshotId[] made = new SnapshotId[1];
            CommitGuard guard = () -> {
                others.regionChanges().failover(OSAKA, Manner.USUAL, RunControl.NONE);
                made[0] = id(backup(others));
            };
            slept = id(isolated.backup(request(source), new RunControl(Progress.NONE, () -> false, guard)));
            meanwhile = made[0];
        }
        try (Repository repository = regions.open(2, ALL)) {
            assertEquals(List.of(slept), repository.replicate(RunControl.NONE).adopted());
            // The next backup follows both lines.
            assertEquals(Set.of(ALL), backup(repository).heldBy());
        }
        for (RegionName region : ALL) {
            Set<SnapshotId> ids = ids(regions.restorable(region));
            assertEquals(4, ids.size());
            assertTrue(ids.containsAll(Set.of(meanwhile, slept)));
        }
    }

    @Test
    void handleOpenedBefore_followsTheHome() throws IOException {
        first();
        try (Repository before = regions.open(2, ALL);
                Repository operator = regions.open(2, ALL)) {
            operator.regionChanges().failover(SINGAPORE, Manner.USUAL, RunControl.NONE);
            regions.away(TOKYO);
            BackupResult result = backup(before);
            assertEquals(Set.of(OSAKA, SINGAPORE), result.heldBy());
            assertEquals(SINGAPORE, before.info().home());
        }
        regions.back(TOKYO);
    }

    @Test
    void plannedMove_losesNothing_andTheFormerHomeKnows() throws IOException {
        first();
        try (Repository repository = regions.open(2, ALL)) {
            HomeMove dry = repository.regionChanges().failover(OSAKA, new Manner(true, false), RunControl.NONE);
            assertFalse(dry.changed());
            assertFalse(Files.exists(regions.region(OSAKA).resolve("home/00000001")));
            HomeMove move = repository.regionChanges().failover(OSAKA, Manner.USUAL, RunControl.NONE);
            assertTrue(move.changed() && move.planned());
            assertEquals(Set.of(ALL), move.heldBy());
            HomeMove again = repository.regionChanges().failover(OSAKA, Manner.USUAL, RunControl.NONE);
            assertFalse(again.changed());
            assertEquals(1, again.epoch());
            backup(repository);
        }
        try (Repository isolated = regions.open(1, Set.of(TOKYO), ALL)) {
            assertEquals(OSAKA, isolated.info().home());
            assertEquals(EngineError.HOME_UNREACHABLE, code(() -> backup(isolated)));
        }
    }

    @Test
    void newHome_catchesUpFirst() throws IOException {
        first();
        regions.away(OSAKA);
        SnapshotId missed;
        try (Repository repository = regions.open(2, ALL)) {
            missed = id(backup(repository));
        }
        regions.back(OSAKA);
        regions.away(TOKYO);
        try (Repository repository = regions.open(2, ALL)) {
            HomeMove move = repository.regionChanges().failover(OSAKA, Manner.USUAL, RunControl.NONE);
            assertEquals(1, move.copied().snapshots());
            assertEquals(missed, move.newest().getFirst().snapshot());
        }
        assertEquals(2, regions.restorable(OSAKA).size());
    }

    @Test
    void regionThatCannotBeGivenEverything_becomesNoHome() throws IOException {
        first();
        regions.away(OSAKA);
        try (Repository repository = regions.open(2, ALL)) {
            backup(repository);
        }
        regions.back(OSAKA);
        regions.away(TOKYO);
        damageNewestPacks();
        try (Repository repository = regions.open(2, ALL)) {
            assertEquals(
                    RegionError.NOT_CAUGHT_UP,
                    code(() -> repository.regionChanges().failover(OSAKA, Manner.USUAL, RunControl.NONE)));
            assertEquals(TOKYO, repository.info().home());
            // The region that has it can.
            assertTrue(repository
                    .regionChanges()
                    .failover(SINGAPORE, Manner.USUAL, RunControl.NONE)
                    .changed());
        }
    }

    @Test
    void changeThatIsMade_isNotCalledFailed_becauseTheRestIsBehind() throws IOException {
        first();
        var done = new AtomicBoolean();
        // Asked at the end of the last pass before the statement: then a snapshot comes that cannot be copied.
        Cancellation late = () -> {
            if (done.compareAndSet(false, true)) {
                try (Repository isolated = regions.open(1, Set.of(TOKYO), ALL)) {
                    backup(isolated);
                    damageNewestPacks(TOKYO);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            return false;
        };
        try (Repository repository = regions.open(2, ALL)) {
            var control = new RunControl(Progress.NONE, late, CommitGuard.ALWAYS);
            assertEquals(
                    RegionError.CHANGED_YET_BEHIND,
                    code(() -> repository.regionChanges().failover(OSAKA, Manner.USUAL, control)));
            assertEquals(OSAKA, repository.info().home());
        }
    }

    private void damageNewestPacks() throws IOException {
        damageNewestPacks(SINGAPORE);
    }

    /** Those that osaka has not. */
    private void damageNewestPacks(RegionName region) throws IOException {
        try (var files = Files.walk(regions.region(region).resolve("packs"))) {
            for (Path pack : files.filter(Files::isRegularFile).toList()) {
                if (!Files.exists(
                        regions.region(OSAKA).resolve(regions.region(region).relativize(pack)))) {
                    byte[] content = Files.readAllBytes(pack);
                    content[content.length / 2] ^= 1;
                    Files.write(pack, content);
                }
            }
        }
    }

    @Test
    void minority_movesNothing() throws IOException {
        first();
        try (Repository isolated = regions.open(1, Set.of(SINGAPORE), ALL)) {
            HikaeException e = assertThrows(HikaeException.class, () -> isolated.regionChanges()
                    .failover(SINGAPORE, Manner.USUAL, RunControl.NONE));
            assertEquals(RegionError.NO_MAJORITY, e.code());
            assertEquals(List.of("osaka, tokyo"), e.text().params());
        }
        assertFalse(Files.exists(regions.region(SINGAPORE).resolve("home/00000001")));
    }

    @Test
    void oneOfTwo_cannotTakeOver() throws IOException {
        regions.init(1, TOKYO, OSAKA).close();
        regions.away(TOKYO);
        try (Repository repository = regions.open(1, TOKYO, OSAKA)) {
            assertEquals(
                    RegionError.NO_MAJORITY,
                    code(() -> repository.regionChanges().failover(OSAKA, Manner.USUAL, RunControl.NONE)));
            assertEquals(List.of(), repository.snapshots());
        }
    }

    @Test
    void regionThatIsDownOrUnknown_becomesNoHome() throws IOException {
        first();
        regions.away(OSAKA);
        try (Repository repository = regions.open(2, ALL)) {
            assertEquals(
                    dev.hikae.config.error.Failure.UNREACHABLE,
                    code(() -> repository.regionChanges().failover(OSAKA, Manner.USUAL, RunControl.NONE))
                            .failure());
            assertEquals(
                    RegionError.NOT_ADDED,
                    code(() -> repository.regionChanges().failover(Partition.NAGOYA, Manner.USUAL, RunControl.NONE)));
        }
    }

    private SnapshotId first() throws IOException {
        try (Repository repository = regions.init(2, ALL)) {
            return id(backup(repository));
        }
    }

    private BackupResult backup(Repository repository) {
        try {
            Files.writeString(source.resolve("change"), "change " + ++changes);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return repository.backup(request(source), RunControl.NONE);
    }

    private static SnapshotId id(BackupResult result) {
        return result.snapshot().id();
    }

    private static Set<SnapshotId> ids(List<Snapshot> snapshots) {
        return snapshots.stream().map(Snapshot::id).collect(Collectors.toSet());
    }

    private static ErrorCode code(Executable call) {
        return assertThrows(HikaeException.class, call).code();
    }
}
