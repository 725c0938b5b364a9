package dev.hikae.engine;

import java.time.Duration;
import java.util.Optional;

/**
 * How to collect garbage. The times decide how patient it is, never whether it is safe.
 *
 * @param dryRun only tell
 * @param grace how long a forgotten snapshot, and a pack that was repacked, stays whole, so that a restore of it can end
 * @param fenceAfter how old a session must be to be taken for dead
 * @param patience how long to wait for younger sessions to end
 * @param repack what to put together anew before; empty: nothing
 */
public record PruneRequest(
        boolean dryRun, Duration grace, Duration fenceAfter, Duration patience, Optional<RepackRequest> repack) {
    public static final Duration GRACE = Duration.ofHours(24);
    public static final Duration FENCE_AFTER = Duration.ofHours(24);

    /** Collects only. */
    public PruneRequest(boolean dryRun, Duration grace, Duration fenceAfter, Duration patience) {
        this(dryRun, grace, fenceAfter, patience, Optional.empty());
    }

    public static PruneRequest usual() {
        return new PruneRequest(false, GRACE, FENCE_AFTER, Duration.ZERO, Optional.of(RepackRequest.usual()));
    }
}
