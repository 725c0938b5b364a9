package dev.hikae.engine;

import dev.hikae.config.id.RegionName;
import dev.hikae.config.text.Text;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a backup did.
 *
 * @param unreadable entries left out, the first thousand; the snapshot is incomplete when there are any
 * @param warnings entries that vanished or were torn while read, and accepted unreadable ones; of both the first thousand
 * @param counts of all of them
 * @param heldBy regions that held the snapshot at commit
 * @param behind regions that do not yet hold it, each with the reason
 * @param excluded what was left out on purpose
 */
public record BackupResult(
        Snapshot snapshot,
        List<Finding> unreadable,
        List<Finding> warnings,
        Counts counts,
        Set<RegionName> heldBy,
        Map<RegionName, Text> behind,
        Excluded excluded,
        Duration elapsed) {
    public BackupResult {
        unreadable = List.copyOf(unreadable);
        warnings = List.copyOf(warnings);
        heldBy = Set.copyOf(heldBy);
        behind = Map.copyOf(behind);
    }

    /** Whether something vanished or changed while it was read; an accepted unreadable entry is neither. */
    public boolean changedWhileRead() {
        return counts.changed() > 0;
    }

    /**
     * How many entries were not read as they should.
     *
     * @param unreadable left out
     * @param changed vanished or changed while they were read
     * @param tolerated left out as well, but accepted beforehand
     */
    public record Counts(long unreadable, long changed, long tolerated) {
        public static final Counts NONE = new Counts(0, 0, 0);

        /** How many of {@link BackupResult#warnings} there were. */
        public long warnings() {
            return changed + tolerated;
        }
    }

    /**
     * What was left out on purpose. A directory counts once, whatever it holds.
     *
     * @param counts for each reason that occurred
     * @param first of each reason the first thousand
     */
    public record Excluded(Map<Exclusions.Reason, Long> counts, List<Left> first) {
        public static final Excluded NOTHING = new Excluded(Map.of(), List.of());

        public Excluded {
            counts = Map.copyOf(counts);
            first = List.copyOf(first);
        }

        public long total() {
            return counts.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /** One entry left out. */
    public record Left(RawPath path, Exclusions.Reason reason) {}

    /** Something about one path. */
    public record Finding(RawPath path, Text what) {}
}
