package dev.hikae.engine;

import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.SnapshotId;
import java.util.List;

/**
 * What to compare: two snapshots of any hosts and plans, or an entry of each.
 *
 * @param beforePath and afterPath absolute as backed up; empty means everything
 * @param metadata whether changes of nothing but metadata are told
 * @param regions to read from, in this order; empty means all that are up, as configured
 */
public record DiffRequest(
        SnapshotId before,
        RawPath beforePath,
        SnapshotId after,
        RawPath afterPath,
        boolean metadata,
        List<RegionName> regions) {
    public DiffRequest {
        regions = List.copyOf(regions);
    }
}
