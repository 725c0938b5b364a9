package dev.hikae.engine;

import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.SnapshotId;
import dev.hikae.config.text.Text;
import java.util.List;
import java.util.Map;

/**
 * What a catch-up copied.
 *
 * @param behind regions that still lack something, with the reason
 * @param adopted snapshots that a former home had committed alone before the home was moved, and that the home took over now
 */
public record ReplicationResult(
        long snapshots, long objects, long bytes, Map<RegionName, Text> behind, List<SnapshotId> adopted) {
    public ReplicationResult {
        behind = Map.copyOf(behind);
        adopted = List.copyOf(adopted);
    }

    public ReplicationResult(long snapshots, long objects, long bytes, Map<RegionName, Text> behind) {
        this(snapshots, objects, bytes, behind, List.of());
    }
}
