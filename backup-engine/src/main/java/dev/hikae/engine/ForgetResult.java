package dev.hikae.engine;

import dev.hikae.config.id.RegionName;
import dev.hikae.config.text.Text;
import java.util.Map;
import java.util.Set;

/**
 * What was forgotten, and where that is recorded.
 *
 * @param forgotten how many snapshots
 * @param recordedIn regions that have the record, the home among them
 * @param behind regions without it, with the reason; a catch-up brings it
 */
public record ForgetResult(int forgotten, Set<RegionName> recordedIn, Map<RegionName, Text> behind) {
    public ForgetResult {
        recordedIn = Set.copyOf(recordedIn);
        behind = Map.copyOf(behind);
    }
}
