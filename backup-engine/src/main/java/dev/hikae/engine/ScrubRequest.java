package dev.hikae.engine;

import dev.hikae.config.id.RegionName;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * What to scrub.
 *
 * @param regions empty means all. Others are read all the same where a good copy is looked for, and never written
 * @param time after which no further object is begun
 * @param bytes after which no further object is begun
 * @param heal whether damaged and missing objects are replaced by good copies
 * @param seed of what level L4 chooses
 */
public record ScrubRequest(
        Set<RegionName> regions,
        ScrubLevel level,
        Optional<Duration> time,
        Optional<Long> bytes,
        boolean heal,
        long seed) {
    public ScrubRequest {
        regions = Set.copyOf(regions);
    }

    /** All regions, all of it. */
    public static ScrubRequest of(ScrubLevel level, boolean heal) {
        return new ScrubRequest(Set.of(), level, Optional.empty(), Optional.empty(), heal, 0);
    }

    /** The same with a bound on what is read. */
    public ScrubRequest upTo(long most) {
        return new ScrubRequest(regions, level, time, Optional.of(most), heal, seed);
    }

    /** The same for some regions only. */
    public ScrubRequest in(RegionName... wanted) {
        return new ScrubRequest(Set.of(wanted), level, time, bytes, heal, seed);
    }
}
