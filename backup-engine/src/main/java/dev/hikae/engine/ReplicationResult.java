package dev.hikae.engine;

import dev.hikae.config.id.RegionName;
import dev.hikae.config.text.Text;
import java.util.Map;

/**
 * What a catch-up copied.
 *
 * @param behind regions that still lack something, with the reason
 */
public record ReplicationResult(long snapshots, long objects, long bytes, Map<RegionName, Text> behind) {
    public ReplicationResult {
        behind = Map.copyOf(behind);
    }
}
