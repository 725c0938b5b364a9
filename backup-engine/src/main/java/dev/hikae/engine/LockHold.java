package dev.hikae.engine;

import dev.hikae.config.id.RegionName;
import dev.hikae.config.text.Text;
import java.util.Map;

/**
 * Where legal holds were switched.
 *
 * @param regions how many objects in each
 * @param behind regions where not all were, with the reason
 */
public record LockHold(Map<RegionName, Long> regions, Map<RegionName, Text> behind) {
    public LockHold {
        regions = Map.copyOf(regions);
        behind = Map.copyOf(behind);
    }
}
