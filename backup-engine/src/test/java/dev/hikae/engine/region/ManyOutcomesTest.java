package dev.hikae.engine.region;

import static dev.hikae.engine.region.Rig.ALL;
import static dev.hikae.engine.region.Rig.OSAKA;
import static dev.hikae.engine.region.Rig.TOKYO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.engine.CommitGuard;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.LockExtension.Extended;
import dev.hikae.engine.LockStatus;
import dev.hikae.engine.Progress;
import dev.hikae.engine.RunControl;
import dev.hikae.engine.format.ObjectDigest;
import dev.hikae.engine.format.ObjectNames;
import dev.hikae.engine.lock.RepositoryLocks;
import dev.hikae.engine.region.Regions.VisibleOutcome;
import dev.hikae.engine.snapshot.Outcome;
import dev.hikae.engine.snapshot.Outcome.NeededObject;
import dev.hikae.engine.store.Store;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A repository of many snapshots, each of which lists nearly all that the others list. */
final class ManyOutcomesTest {
    private static final Instant NOW = Instant.parse("2026-11-28T01:00:00Z");

    private final Rig rig = new Rig();

    @TempDir
    Path notes = Path.of("unset");

    @Test
    void whatAllOutcomesList_isHeldOnce() {
        List<NeededObject> objects = objects(20_000, false);
        for (int i = 0; i < 30; i++) {
            commit(objects.subList(i * 10, objects.size() - 400 + i * 10));
        }
        try (RegionSet regions = rig.open(2)) {
            long before = used();
            List<VisibleOutcome> outcomes = regions.outcomes(List.of(TOKYO));
            long after = used();
            assertEquals(30, outcomes.size());
            outcomes.forEach(v ->
                    assertEquals(objects.size() - 400, v.outcome().objects().size()));
            // Each list alone takes 1.8 MB as it is stored.
            assertTrue(after - before < 10 << 20, (after - before) + " bytes more");
        }
    }

    @Test
    void outcomeLargerThanOtherStatements_isCommitted_shown_andReplicated() {
        Outcome outcome = rig.outcome(List.of(), objects(191_000, true));
        byte[] object = outcome.sign(rig.writer.seed());
        assertTrue(object.length > Store.SMALL);
        try (RegionSet regions = rig.open(2);
                RegionWriter writing = regions.writer()) {
            assertEquals(
                    Set.copyOf(ALL),
                    writing.commit(outcome, object, CommitGuard.ALWAYS).heldBy());
            rig.memory(OSAKA).delete(outcome.name());
            assertEquals(1, regions.replicate(RunControl.NONE).snapshots());
            for (RegionName region : ALL) {
                List<VisibleOutcome> shown = regions.outcomes(List.of(region));
                assertEquals(1, shown.size());
                assertEquals(191_000, shown.getFirst().outcome().objects().size());
            }
        }
    }

    @Test
    void whatIsGone_isNotKeptForEver() {
        long before = used();
        for (int i = 0; i < 10; i++) {
            commit(objects(20_000, false));
        }
        try (RegionSet regions = rig.open(2)) {
            List<VisibleOutcome> outcomes = regions.outcomes(List.of(TOKYO));
            outcomes.forEach(v -> rig.memory(TOKYO).delete(v.outcome().name()));
            commit(objects(1, false));
            assertEquals(1, regions.outcomes(List.of(TOKYO)).size());
            outcomes = List.of();
            assertTrue(used() - before < 5 << 20, (used() - before) + " bytes more");
            assertEquals(List.of(), outcomes);
        }
    }

    @Test
    void extendingLocks_listsEachFolderOnce_howeverManySnapshotsThereAre() {
        LockingMemoryStore store = lock();
        List<NeededObject> objects = objects(400, true);
        for (int i = 0; i < 4; i++) {
            commit(objects.subList(i * 100, objects.size()));
        }
        try (RegionSet regions = rig.open(2)) {
            assertEquals(new Extended(400 + 4 + 3, 400 + 4 + 3), extend(regions, RunControl.NONE));
            // packs/, sessions/, home/, keys/, and the marker.
            assertEquals(5, store.listed.get());
            // Of home/ and marker nothing is noted.
            assertEquals(new Extended(0, 2), extend(regions, RunControl.NONE));
            assertEquals(5, store.listed.get());
            for (NeededObject object : objects) {
                Instant until = Objects.requireNonNull(store.until.get(object.name()));
                assertFalse(until.isBefore(NOW.plus(LockingMemoryStore.PERIOD)));
            }
            LockStatus.Found found = new RepositoryLocks(regions)
                    .status(RunControl.NONE)
                    .regions()
                    .getFirst()
                    .found()
                    .orElseThrow();
            assertEquals(407, found.locked());
            assertEquals(0, found.missing());
        }
    }

    @Test
    void objectThatIsMissing_isTold_andTheOthersAreExtended() {
        LockingMemoryStore store = lock();
        List<NeededObject> objects = objects(200, true);
        commit(objects);
        commit(objects.subList(50, 100));
        rig.memory(TOKYO).delete(objects.get(70).name());
        try (RegionSet regions = rig.open(2)) {
            var extension = new RepositoryLocks(regions).extend(false, RunControl.NONE);
            assertEquals(Map.of(TOKYO, new Extended(204, 204)), extension.regions());
            assertTrue(Objects.requireNonNull(extension.behind().get(TOKYO))
                    .toString()
                    .contains(objects.get(70).name()));
            assertEquals(204, store.extended.get());
        }
    }

    @Test
    void whoIsAskedToStop_asksTheStoreForNothingMore() {
        LockingMemoryStore store = lock();
        commit(objects(1000, true));
        var stop = new AtomicBoolean();
        store.extending = () -> stop.set(store.extended.get() > 20);
        var control = new RunControl(Progress.NONE, stop::get, CommitGuard.ALWAYS);
        try (RegionSet regions = rig.open(2)) {
            HikaeException stopped =
                    assertThrows(HikaeException.class, () -> new RepositoryLocks(regions).extend(false, control));
            assertEquals(EngineError.CANCELLED, stopped.code());
            // Those that were under way are done.
            assertTrue(store.extended.get() <= 21 + 16, store.extended + " extended");
        }
    }

    private static Extended extend(RegionSet regions, RunControl control) {
        var extension = new RepositoryLocks(regions).extend(false, control);
        assertEquals(Map.of(), extension.behind());
        assertEquals(Set.of(TOKYO), extension.regions().keySet());
        return extension.regions().values().iterator().next();
    }

    private LockingMemoryStore lock() {
        var store = new LockingMemoryStore(rig.faults(TOKYO), () -> NOW, notes);
        rig.instead.put(TOKYO, store);
        return store;
    }

    /** @param stored whether they are in every region, one byte each */
    private List<NeededObject> objects(int count, boolean stored) {
        List<NeededObject> objects = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String name = ObjectNames.pack(rig.bytes(16));
            objects.add(new NeededObject(name, 1, i, ObjectDigest.ofBytes(rig.bytes(32))));
            if (stored) {
                ALL.forEach(r -> rig.memory(r).putIfAbsent(name, ByteBuffer.wrap(new byte[1])));
            }
        }
        return objects;
    }

    private void commit(List<NeededObject> objects) {
        Outcome outcome = rig.outcome(List.of(), objects);
        rig.memory(TOKYO).putIfAbsent(outcome.name(), ByteBuffer.wrap(outcome.sign(rig.writer.seed())));
    }

    private static long used() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
