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
import dev.hikae.engine.RunControl;
import dev.hikae.engine.region.Rig.Session;
import dev.hikae.engine.snapshot.Outcome.NeededObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a snapshot needs is kept before it shows, and the stores are asked no more than that takes. */
final class SessionLocksTest {
    private final Rig rig = new Rig();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-28T01:00:00Z"));
    private final Map<RegionName, LockingMemoryStore> locking = new HashMap<>();

    @TempDir
    Path notes = Path.of("unset");

    @BeforeEach
    void lock() {
        for (RegionName region : ALL) {
            var store = new LockingMemoryStore(rig.faults(region), now::get, notes);
            locking.put(region, store);
            rig.instead.put(region, store);
        }
    }

    @Test
    void nightlyBackup_asksForNothing_untilLessThanHalfOfThePeriodIsLeft() {
        Session first = backup(List.of());
        passes(Duration.ofDays(1));
        Session second = backup(List.of(first));
        passes(Duration.ofDays(13));
        Session third = backup(List.of(second));
        assertEquals(0, asked());

        passes(Duration.ofDays(3));
        backup(List.of(third));
        for (RegionName region : ALL) {
            // The third one's own are three days old.
            assertEquals(4, store(region).extended.get());
            assertKept(region, first, Objects.requireNonNull(now.get()).plus(LockingMemoryStore.PERIOD));
            assertKept(region, second, Objects.requireNonNull(now.get()).plus(LockingMemoryStore.PERIOD));
        }
        int asked = asked();
        passes(Duration.ofDays(1));
        backup(List.of(third));
        assertEquals(asked, asked());
    }

    @Test
    void lostOrDamagedNotes_costRequestsOnly() throws IOException {
        Session first = backup(List.of());
        for (boolean lost : List.of(true, false)) {
            int asked = asked();
            try (var files = Files.newDirectoryStream(notes)) {
                for (Path file : files) {
                    if (lost) {
                        Files.delete(file);
                    } else {
                        byte[] bytes = Files.readAllBytes(file);
                        bytes[bytes.length / 2] ^= 1;
                        Files.write(file, bytes);
                    }
                }
            }
            backup(List.of(first));
            assertEquals(2 * 2 * ALL.size(), asked() - asked);
            assertEquals(0, store(TOKYO).extended.get());
        }
    }

    @Test
    void objectThatCannotBeExtended_leavesItsRegionBehind() {
        Session first = backup(List.of());
        passes(Duration.ofDays(20));
        store(OSAKA).refuses = true;
        Session second = backup(List.of(first));
        assertEquals(Set.of(OSAKA), second.published().behind().keySet());
        assertFalse(rig.shown(OSAKA).contains(second.outcome().name()));

        passes(Duration.ofDays(20));
        store(TOKYO).refuses = true;
        assertThrows(HikaeException.class, () -> backup(List.of(first)));
    }

    @Test
    void replication_showsNothingThatIsNotKept() {
        Session first = backup(List.of());
        rig.instead.remove(OSAKA);
        passes(Duration.ofDays(20));
        store(OSAKA).refuses = true;
        Session second = backup(List.of(first));
        rig.instead.put(OSAKA, store(OSAKA));
        rig.memory(OSAKA).delete(second.outcome().name());
        try (RegionSet regions = rig.open(2)) {
            assertEquals(
                    Set.of(OSAKA), regions.replicate(RunControl.NONE).behind().keySet());
        }
        assertFalse(rig.shown(OSAKA).contains(second.outcome().name()));
        store(OSAKA).refuses = false;
        try (RegionSet regions = rig.open(2)) {
            assertEquals(Map.of(), regions.replicate(RunControl.NONE).behind());
        }
        assertTrue(rig.shown(OSAKA).contains(second.outcome().name()));
        assertKept(OSAKA, first, Objects.requireNonNull(now.get()).plus(LockingMemoryStore.PERIOD));
    }

    /** As another process: what it knows of locks is what the notes say. */
    private Session backup(List<Session> reused) {
        List<Session> before = reused.isEmpty() ? List.of() : List.of(reused.getLast());
        try (RegionSet regions = rig.open(2)) {
            return rig.backup(regions, before, reused, CommitGuard.ALWAYS);
        }
    }

    private void assertKept(RegionName region, Session session, Instant until) {
        for (NeededObject object : session.outcome().objects()) {
            Instant kept = Objects.requireNonNull(store(region).until.get(object.name()));
            assertFalse(kept.isBefore(until), object.name() + " " + kept);
        }
    }

    private void passes(Duration time) {
        now.updateAndGet(t -> t.plus(time));
    }

    private int asked() {
        return locking.values().stream().mapToInt(s -> s.asked.get()).sum();
    }

    private LockingMemoryStore store(RegionName region) {
        return Objects.requireNonNull(locking.get(region));
    }
}
