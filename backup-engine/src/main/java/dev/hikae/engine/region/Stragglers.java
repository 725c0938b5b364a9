package dev.hikae.engine.region;

import dev.hikae.config.id.RegionName;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How long each region kept a session waiting that could have gone on without it.
 *
 * <p>A region may cost a session a floor and a quarter of its time: a nightly backup waits for a slow region, so that it ends with all of
 * them; a large one does not take as long as its slowest region would.
 */
final class Stragglers {
    private static final int SHARE = 4;

    private final Duration floor;
    private final LongSupplier nanos;
    private final long began;
    private final Map<RegionName, Waited> waited = new HashMap<>();

    Stragglers(Duration floor, LongSupplier nanos) {
        this.floor = floor;
        this.nanos = nanos;
        this.began = nanos.getAsLong();
    }

    /** Guarded by the stragglers. Several threads that wait at once count once. */
    private static final class Waited {
        private int threads;
        private long since;
        private long total;

        private long until(long now) {
            return total + (threads > 0 ? now - since : 0);
        }
    }

    /** A thread begins to wait for regions. */
    synchronized void begin(Collection<RegionName> regions) {
        long now = nanos.getAsLong();
        for (RegionName region : regions) {
            Waited w = waited.computeIfAbsent(region, r -> new Waited());
            if (w.threads++ == 0) {
                w.since = now;
            }
        }
    }

    /** It waits no more. */
    synchronized void end(Collection<RegionName> regions) {
        long now = nanos.getAsLong();
        for (RegionName region : regions) {
            Waited w = waited.computeIfAbsent(region, r -> new Waited());
            w.total = w.until(now);
            w.since = now;
            w.threads--;
        }
    }

    /** How much longer a region may be waited for; nothing or less when that is over. */
    synchronized long nanosLeft(RegionName region) {
        long now = nanos.getAsLong();
        long used = waited.computeIfAbsent(region, r -> new Waited()).until(now);
        return floor.toNanos() + (now - began) / SHARE - used;
    }
}
