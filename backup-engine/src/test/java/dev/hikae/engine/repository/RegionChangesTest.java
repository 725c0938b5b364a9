package dev.hikae.engine.repository;

import static dev.hikae.engine.repository.Partition.NAGOYA;
import static dev.hikae.engine.repository.Partition.OSAKA;
import static dev.hikae.engine.repository.Partition.TOKYO;
import static dev.hikae.engine.repository.TestRepository.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.config.error.ErrorCode;
import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.engine.Cancellation;
import dev.hikae.engine.CommitGuard;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.Progress;
import dev.hikae.engine.RegionAdded;
import dev.hikae.engine.RegionChanges.Manner;
import dev.hikae.engine.RegionOverview;
import dev.hikae.engine.RegionOverview.Part;
import dev.hikae.engine.RegionRetired;
import dev.hikae.engine.Repository;
import dev.hikae.engine.RunControl;
import dev.hikae.engine.region.RegionError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Regions that come and go. */
final class RegionChangesTest {
    private final Partition regions;
    private final Path source;
    private int changes;

    RegionChangesTest(@TempDir Path folder) throws IOException {
        regions = new Partition(folder);
        source = Files.createDirectory(folder.resolve("source"));
    }

    @Test
    void interruptedAdding_isNoRegionYet_andGoesOn() throws IOException {
        try (Repository repository = regions.init(1, TOKYO, OSAKA)) {
            backup(repository);
            backup(repository);
            backup(repository);
        }
        try (Repository repository = regions.open(1, TOKYO, OSAKA, NAGOYA)) {
            var reports = new AtomicInteger();
            var stopped =
                    new RunControl(state -> reports.incrementAndGet(), () -> reports.get() >= 5, CommitGuard.ALWAYS);
            assertEquals(
                    EngineError.CANCELLED, code(() -> repository.regionChanges().add(NAGOYA, Manner.USUAL, stopped)));
            RegionOverview half = repository.regionOverview(true);
            assertEquals(Part.NOT_ADDED, half.regions().get(2).part());
            assertTrue(half.regions().get(2).reachable());
            // Backups neither write it nor wait for it.
            assertEquals(Set.of(TOKYO, OSAKA), backup(repository));
        }
        int shown = regions.restorable(NAGOYA).size();
        assertTrue(shown < 4, "seeded before it was interrupted: " + shown);
        try (Repository repository = regions.open(1, TOKYO, OSAKA, NAGOYA)) {
            List<Progress.State> states = new CopyOnWriteArrayList<>();
            var watched = new RunControl(states::add, Cancellation.NEVER, CommitGuard.ALWAYS);
            RegionAdded added = repository.regionChanges().add(NAGOYA, Manner.USUAL, watched);
            assertEquals(added.copied().bytes(), states.getLast().bytesTotal());
            assertEquals(states.getLast().bytesTotal(), states.getLast().bytesDone());
            assertEquals(4 - shown, added.copied().snapshots());
            assertEquals(1, added.epoch());
            assertEquals(Set.of(TOKYO, OSAKA, NAGOYA), backup(repository));
        }
        assertEquals(5, regions.restorable(NAGOYA).size());
        // Who still has the shorter configuration goes on, too.
        try (Repository repository = regions.open(1, TOKYO, OSAKA)) {
            assertEquals(Set.of(TOKYO, OSAKA), backup(repository));
            assertEquals(
                    Part.NOT_CONFIGURED,
                    repository.regionOverview(false).regions().get(2).part());
        }
    }

    @Test
    void snapshotsMadeMeanwhile_areThere_whenItIsAdded() throws IOException {
        try (Repository repository = regions.init(1, TOKYO)) {
            backup(repository);
        }
        try (Repository repository = regions.open(1, TOKYO, OSAKA);
                Repository other = regions.open(1, TOKYO)) {
            var once = new AtomicInteger();
            Progress meanwhile = state -> {
                if (once.getAndIncrement() == 0) {
                    backup(other);
                }
            };
            repository
                    .regionChanges()
                    .add(OSAKA, Manner.USUAL, new RunControl(meanwhile, () -> false, CommitGuard.ALWAYS));
        }
        assertEquals(2, regions.restorable(OSAKA).size());
    }

    @Test
    void placeThatIsNotEmpty_orAnothersRegion_isNeverTaken() throws IOException {
        regions.init(1, TOKYO).close();
        Files.createDirectories(regions.region(OSAKA));
        Files.writeString(regions.region(OSAKA).resolve("thesis"), "mine");
        try (Repository repository = regions.open(1, TOKYO, OSAKA)) {
            assertEquals(
                    EngineError.REGION_NOT_EMPTY,
                    code(() -> repository.regionChanges().add(OSAKA, Manner.USUAL, RunControl.NONE)));
        }
        assertEquals(1, repositoryOf(TOKYO));
        assertFalse(Files.exists(regions.region(OSAKA).resolve("marker")));
    }

    private int repositoryOf(RegionName region) {
        try (Repository repository = regions.open(1, region)) {
            return repository.info().regions().size();
        }
    }

    @Test
    void dryRun_makesNothing() throws IOException {
        regions.init(1, TOKYO).close();
        try (Repository repository = regions.open(1, TOKYO, OSAKA)) {
            RegionAdded would = repository.regionChanges().add(OSAKA, new Manner(true, false), RunControl.NONE);
            assertEquals(2, would.regions());
        }
        assertFalse(Files.exists(regions.region(OSAKA)));
    }

    /** Of two regions the home alone may give a dead one up: nobody else could decide anything meanwhile. */
    @Test
    void deadRegionOfTwo_isRetired_andBackupsAreWholeAgain() throws IOException {
        try (Repository repository = regions.init(2, TOKYO, OSAKA)) {
            backup(repository);
        }
        regions.away(OSAKA);
        try (Repository repository = regions.open(2, TOKYO, OSAKA)) {
            assertEquals(EngineError.QUORUM_NOT_MET, code(() -> backup(repository)));
            RegionRetired retired = repository.regionChanges().retire(OSAKA, Manner.USUAL, RunControl.NONE);
            assertFalse(retired.answered());
            assertEquals(1, retired.quorum());
            assertEquals(Set.of(TOKYO), backup(repository));
        }
        // It returns: nobody writes it, and it can be added again.
        regions.back(OSAKA);
        try (Repository repository = regions.open(2, TOKYO, OSAKA)) {
            assertEquals(Set.of(TOKYO), backup(repository));
            assertEquals(
                    Part.RETIRED,
                    repository.regionOverview(false).regions().get(1).part());
            RegionAdded again = repository.regionChanges().add(OSAKA, Manner.USUAL, RunControl.NONE);
            assertEquals(2, again.copied().snapshots());
            assertEquals(2, again.epoch());
            assertEquals(Set.of(TOKYO, OSAKA), backup(repository));
        }
        assertEquals(4, regions.restorable(OSAKA).size());
    }

    @Test
    void retiredRegionAlone_staysReadable() throws IOException {
        try (Repository repository = regions.init(1, TOKYO, OSAKA)) {
            backup(repository);
            repository.regionChanges().retire(OSAKA, Manner.USUAL, RunControl.NONE);
            assertEquals(
                    RegionError.NOT_ADDED,
                    code(() -> repository.regionChanges().retire(OSAKA, Manner.USUAL, RunControl.NONE)));
        }
        assertEquals(1, regions.restorable(OSAKA).size());
        try (Repository alone = regions.open(1, OSAKA)) {
            assertEquals(EngineError.HOME_UNREACHABLE, code(() -> backup(alone)));
        }
    }

    @Test
    void wipedRegion_isMarkedAndFilledAgain() throws IOException {
        try (Repository repository = regions.init(1, TOKYO, OSAKA)) {
            backup(repository);
        }
        regions.away(OSAKA);
        Files.createDirectory(regions.region(OSAKA));
        try (Repository repository = regions.open(1, TOKYO, OSAKA)) {
            // Its disk may not be mounted: then what is there is not its place.
            assertEquals(
                    RegionError.PLACE_EMPTY,
                    code(() -> repository.regionChanges().seed(OSAKA, false, RunControl.NONE)));
            try (var files = Files.list(regions.region(OSAKA))) {
                assertEquals(0, files.count());
            }
            assertEquals(
                    1,
                    repository
                            .regionChanges()
                            .seed(OSAKA, true, RunControl.NONE)
                            .snapshots());
            assertEquals(
                    0,
                    repository
                            .regionChanges()
                            .seed(OSAKA, false, RunControl.NONE)
                            .snapshots());
            assertEquals(Set.of(TOKYO, OSAKA), backup(repository));
        }
        assertEquals(2, regions.restorable(OSAKA).size());
    }

    private Set<RegionName> backup(Repository repository) {
        byte[] content = new byte[50_000];
        new SplittableRandom(++changes).nextBytes(content);
        try {
            Files.write(source.resolve("file" + changes), content);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return repository.backup(request(source), RunControl.NONE).heldBy();
    }

    private static ErrorCode code(Executable call) {
        return assertThrows(HikaeException.class, call).code();
    }
}
