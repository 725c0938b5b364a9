package dev.hikae.engine;

import dev.hikae.config.id.RegionName;
import dev.hikae.config.text.Text;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What a collection found and freed.
 *
 * @param generation its number, empty for a dry run or when there was nothing to collect
 * @param snapshots forgotten ones whose outcomes were taken away
 * @param waiting forgotten ones that stay whole for now, within the grace
 * @param fenced dead sessions that can no longer commit
 * @param running sessions because of which nothing was deleted this time; 0 otherwise
 * @param regions what was deleted in each region (would be, in a dry run)
 * @param behind regions where not all could be deleted, with the reason; the next collection goes on there
 * @param repacked what was put together anew before it (would be, in a dry run); empty when that was not asked for
 */
public record PruneResult(
        Optional<String> generation,
        long snapshots,
        long waiting,
        long fenced,
        long running,
        Map<RegionName, Freed> regions,
        Map<RegionName, Text> behind,
        Optional<RepackResult> repacked) {
    /** Of a collection alone. */
    public PruneResult(
            Optional<String> generation,
            long snapshots,
            long waiting,
            long fenced,
            long running,
            Map<RegionName, Freed> regions,
            Map<RegionName, Text> behind) {
        this(generation, snapshots, waiting, fenced, running, regions, behind, Optional.empty());
    }

    /** The same after this. */
    public PruneResult with(Optional<RepackResult> before) {
        return new PruneResult(generation, snapshots, waiting, fenced, running, regions, behind, before);
    }

    public PruneResult {
        regions = Map.copyOf(regions);
        behind = Map.copyOf(behind);
    }

    /**
     * Objects and bytes.
     *
     * @param locked objects that could not be deleted, because they are locked; the next collection tries again
     * @param lockedUntil when the last of their locks ends, legal holds aside
     */
    public record Freed(long objects, long bytes, long locked, Optional<Instant> lockedUntil) {
        public Freed(long objects, long bytes) {
            this(objects, bytes, 0, Optional.empty());
        }
    }
}
