package dev.hikae.engine.retention;

import dev.hikae.config.id.SnapshotId;
import dev.hikae.config.plan.Retention;
import dev.hikae.engine.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All that a decision depends on.
 *
 * @param snapshots in any order
 * @param recorded when snapshots were committed, as known to somebody other than their writers; it goes before what they say
 * @param outOfBand snapshots that nobody knows the making of; kept, and count for nothing
 * @param verified snapshots that a restore test has proven
 * @param window how far apart snapshots are expected; {@code keep_last} reaches back over at least so many windows, so that
 *     many snapshots within one do not push out those before it
 * @param now of whoever decides; what was committed later is kept and counts for nothing
 * @param zone in which hours, days, weeks, months and years begin
 */
public record RetentionInput(
        List<Snapshot> snapshots,
        Map<SnapshotId, Instant> recorded,
        Set<SnapshotId> outOfBand,
        Set<SnapshotId> verified,
        Retention rules,
        Duration window,
        Instant now,
        ZoneId zone) {
    public RetentionInput {
        snapshots = List.copyOf(snapshots);
        recorded = Map.copyOf(recorded);
        outOfBand = Set.copyOf(outOfBand);
        verified = Set.copyOf(verified);
        if (window.toSeconds() < 1) {
            throw new IllegalArgumentException("bug: a window of " + window);
        }
    }
}
