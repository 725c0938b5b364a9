package dev.hikae.engine;

import java.time.Duration;

/**
 * How to collect garbage. The times decide how patient it is, never whether it is safe.
 *
 * @param dryRun only tell
 * @param grace how long a forgotten snapshot stays whole, so that a restore of it can end
 * @param fenceAfter how old a session must be to be taken for dead
 * @param patience how long to wait for younger sessions to end
 */
public record PruneRequest(boolean dryRun, Duration grace, Duration fenceAfter, Duration patience) {
    public static final Duration GRACE = Duration.ofHours(24);
    public static final Duration FENCE_AFTER = Duration.ofHours(24);

    public static PruneRequest usual() {
        return new PruneRequest(false, GRACE, FENCE_AFTER, Duration.ZERO);
    }
}
