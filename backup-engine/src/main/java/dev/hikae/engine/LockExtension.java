package dev.hikae.engine;

import dev.hikae.config.id.RegionName;
import dev.hikae.config.text.Text;
import java.util.Map;

/**
 * What was extended.
 *
 * @param behind regions where not all that is needed is kept, with the reason
 */
public record LockExtension(Map<RegionName, Extended> regions, Map<RegionName, Text> behind) {
    public LockExtension {
        regions = Map.copyOf(regions);
        behind = Map.copyOf(behind);
    }

    /** Objects extended, and those that the store was asked for. */
    public record Extended(long extended, long asked) {
        public Extended plus(Extended other) {
            return new Extended(extended + other.extended, asked + other.asked);
        }
    }
}
