package dev.hikae.engine;

import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.SnapshotId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A committed snapshot.
 *
 * @param plan name of the plan that made it; empty when made without a service
 * @param host the machine backed up
 * @param roots absolute paths backed up
 * @param capturedAt when reading began: {@code t_p}, the recovery point's time
 * @param committedAt when its outcome was created
 * @param complete false when unreadable entries were left out
 * @param totals what it holds and what it cost
 * @param regions where it is visible, that is, where that region alone can restore it
 */
public record Snapshot(
        SnapshotId id,
        Optional<String> plan,
        String host,
        List<RawPath> roots,
        Instant capturedAt,
        Instant committedAt,
        boolean complete,
        Totals totals,
        Set<RegionName> regions) {
    public Snapshot {
        roots = List.copyOf(roots);
        regions = Set.copyOf(regions);
    }

    /**
     * Figures of a snapshot.
     *
     * @param entries of every kind
     * @param files regular files, each hard-linked name counted
     * @param bytes sizes of regular files, holes included
     * @param bytesNew what dedup did not find
     * @param bytesStored what was added to one region
     */
    public record Totals(long entries, long files, long bytes, long bytesNew, long bytesStored) {}
}
