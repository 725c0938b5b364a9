package dev.hikae.engine.region;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.engine.snapshot.Outcome.NeededObject;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Object lock for whoever is about to show an outcome: what it lists must be kept before. */
final class SessionLocks {
    /** Until when what is put from now on is kept at least. */
    private final Map<RegionName, Instant> atLeast = new ConcurrentHashMap<>();

    SessionLocks(List<Region> regions) {
        for (Region region : regions) {
            try {
                region.locks()
                        .ifPresent(locks ->
                                atLeast.put(region.name(), locks.policy().until()));
            } catch (HikaeException down) {
                // It takes no part.
            }
        }
    }

    /**
     * Must be done before the outcome is there, so that no snapshot shows that can lose something.
     *
     * @param needed what it is read with
     * @param put what was put into the region since this was made
     */
    void beforeOutcome(Region region, List<NeededObject> needed, Collection<String> put) {
        Instant until = atLeast.get(region.name());
        if (until != null) {
            region.locks().ifPresent(locks -> {
                locks.put(put, until);
                locks.keep(needed.stream().map(NeededObject::name).toList());
            });
        }
    }
}
