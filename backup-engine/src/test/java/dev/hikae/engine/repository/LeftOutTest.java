package dev.hikae.engine.repository;

import static dev.hikae.engine.repository.Partition.OSAKA;
import static dev.hikae.engine.repository.Partition.SINGAPORE;
import static dev.hikae.engine.repository.Partition.TOKYO;
import static dev.hikae.engine.repository.TestRepository.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.SnapshotId;
import dev.hikae.engine.CommitGuard;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.Progress;
import dev.hikae.engine.PruneRequest;
import dev.hikae.engine.PruneResult;
import dev.hikae.engine.RegionChanges.Manner;
import dev.hikae.engine.Repository;
import dev.hikae.engine.RunControl;
import dev.hikae.engine.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The home burns down for good, and is retired though nobody can ask it what it had committed alone. */
final class LeftOutTest {
    private static final RegionName[] ALL = {TOKYO, OSAKA, SINGAPORE};
    private static final List<RegionName> LEFT = List.of(OSAKA, SINGAPORE);
    private static final PruneRequest NOW = new PruneRequest(false, Duration.ZERO, Duration.ofHours(24), Duration.ZERO);

    private final Partition regions;
    private final Path source;
    private int changes;

    LeftOutTest(@TempDir Path folder) throws IOException {
        regions = new Partition(folder);
        source = Files.createDirectory(folder.resolve("source"));
    }

    private SnapshotId everywhere;
    private SnapshotId homeOnly;
    private Path outcome;

    /** A writer stored in all regions, committed in the home, and sleeps before it copies its outcome. */
    @BeforeEach
    void commitThatNobodyKnows() throws IOException {
        try (Repository repository = regions.init(2, ALL)) {
            everywhere = backup(repository);
            Set<Path> before = outcomes(OSAKA);
            homeOnly = backup(repository);
            Set<Path> added = outcomes(OSAKA);
            added.removeAll(before);
            outcome = added.iterator().next();
        }
        for (RegionName region : LEFT) {
            Files.delete(regions.region(region).resolve(outcome));
        }
        regions.away(TOKYO);
    }

    @Test
    void pruneGoesOn_andAWriterThatWakesShowsNothingThatIsDeleted() throws IOException {
        SnapshotId after;
        try (Repository repository = regions.open(2, ALL)) {
            leaveTokyoOut(repository);
            after = backup(repository);
            long packs = packs();
            PruneResult result = repository.prune(NOW, RunControl.NONE);
            assertEquals(0, result.running());
            assertTrue(packs() < packs, "what only tokyo's commit needs is garbage now");
        }
        wakeUp();
        for (RegionName region : LEFT) {
            assertEquals(Set.of(everywhere, after), ids(regions.restorable(region)));
        }
        try (Repository repository = regions.open(2, ALL)) {
            assertTrue(repository.check(Set.copyOf(LEFT), true, RunControl.NONE).clean());
            repository.replicate(RunControl.NONE);
            // It is somebody's garbage now, and goes like all other.
            assertEquals(1, repository.prune(NOW, RunControl.NONE).snapshots());
            assertEquals(0, repository.prune(NOW, RunControl.NONE).snapshots());
        }
        assertFalse(Files.exists(regions.region(OSAKA).resolve(outcome)));
        for (RegionName region : LEFT) {
            assertEquals(Set.of(everywhere, after), ids(regions.restorable(region)));
        }
    }

    @Test
    void regionThatComesBackBeforeThePrune_losesNothing() throws IOException {
        try (Repository repository = regions.open(2, ALL)) {
            leaveTokyoOut(repository);
        }
        regions.back(TOKYO);
        try (Repository repository = regions.open(2, ALL)) {
            repository.regionChanges().add(TOKYO, Manner.USUAL, RunControl.NONE);
            repository.prune(NOW, RunControl.NONE);
            repository.replicate(RunControl.NONE);
        }
        for (RegionName region : ALL) {
            assertEquals(Set.of(everywhere, homeOnly), ids(regions.restorable(region)));
        }
    }

    @Test
    void regionThatComesBackAfterThePrune_showsWhatTheOthersShow() throws IOException {
        SnapshotId after;
        try (Repository repository = regions.open(2, ALL)) {
            leaveTokyoOut(repository);
            after = backup(repository);
            repository.prune(NOW, RunControl.NONE);
        }
        regions.back(TOKYO);
        assertEquals(Set.of(everywhere, homeOnly), ids(regions.restorable(TOKYO)));
        try (Repository repository = regions.open(2, ALL)) {
            repository.regionChanges().add(TOKYO, Manner.USUAL, RunControl.NONE);
            assertEquals(
                    names(OSAKA, "gc").stream()
                            .filter(p -> p.endsWith("verdict"))
                            .collect(Collectors.toSet()),
                    names(TOKYO, "gc"));
            repository.prune(NOW, RunControl.NONE);
        }
        for (RegionName region : ALL) {
            assertEquals(Set.of(everywhere, after), ids(regions.restorable(region)));
        }
    }

    /** A session of an earlier epoch that a region of now decides is nobody's loss: it is waited for. */
    @Test
    void backupThatRuns_isWaitedFor_beforeAnythingIsGivenUp() throws IOException {
        try (Repository operator = regions.open(2, ALL);
                Repository host = regions.open(2, ALL)) {
            operator.regionChanges().failover(OSAKA, Manner.USUAL, RunControl.NONE);
            CommitGuard guard = () -> {
                operator.regionChanges().retire(TOKYO, Manner.USUAL, RunControl.NONE);
                assertEquals(1, operator.prune(NOW, RunControl.NONE).running());
            };
            SnapshotId slow = host.backup(request(source), new RunControl(Progress.NONE, () -> false, guard))
                    .snapshot()
                    .id();
            assertEquals(0, operator.prune(NOW, RunControl.NONE).running());
            assertTrue(ids(operator.snapshots()).contains(slow));
        }
        // And one that is taken for dead fails, and leaves nothing that is hidden later.
        try (Repository operator = regions.open(2, ALL);
                Repository host = regions.open(2, ALL)) {
            CommitGuard guard = () -> operator.prune(
                    new PruneRequest(false, Duration.ZERO, Duration.ofSeconds(-5), Duration.ZERO), RunControl.NONE);
            var control = new RunControl(Progress.NONE, () -> false, guard);
            touch();
            assertEquals(
                    EngineError.SESSION_FENCED,
                    assertThrows(HikaeException.class, () -> host.backup(request(source), control))
                            .code());
        }
    }

    private static void leaveTokyoOut(Repository repository) {
        repository.regionChanges().failover(OSAKA, Manner.USUAL, RunControl.NONE);
        assertFalse(repository
                .regionChanges()
                .retire(TOKYO, Manner.USUAL, RunControl.NONE)
                .answered());
    }

    private void wakeUp() throws IOException {
        regions.back(TOKYO);
        Path object = regions.region(TOKYO).resolve(outcome);
        for (RegionName region : LEFT) {
            Path copy = regions.region(region).resolve(outcome);
            Files.createDirectories(copy.getParent());
            Files.copy(object, copy);
        }
        regions.away(TOKYO);
    }

    private Set<Path> outcomes(RegionName region) throws IOException {
        return names(region, "sessions").stream()
                .filter(p -> p.endsWith("outcome"))
                .collect(Collectors.toSet());
    }

    private Set<Path> names(RegionName region, String below) throws IOException {
        Path root = regions.region(region);
        try (Stream<Path> files = Files.walk(root.resolve(below))) {
            return files.filter(Files::isRegularFile).map(root::relativize).collect(Collectors.toSet());
        }
    }

    private long packs() throws IOException {
        return names(OSAKA, "packs").size();
    }

    private void touch() throws IOException {
        byte[] content = new byte[100_000];
        new SplittableRandom(++changes).nextBytes(content);
        Files.write(source.resolve("file" + changes), content);
    }

    private SnapshotId backup(Repository repository) throws IOException {
        touch();
        return repository.backup(request(source), RunControl.NONE).snapshot().id();
    }

    private static Set<SnapshotId> ids(List<Snapshot> snapshots) {
        return snapshots.stream().map(Snapshot::id).collect(Collectors.toSet());
    }
}
