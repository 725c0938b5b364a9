package dev.hikae.engine.retention;

import dev.hikae.engine.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;

/**
 * A snapshot with the times by which it is judged.
 *
 * @param at when it counts
 */
record Dated(Snapshot snapshot, Instant committed, Instant at) {
    /** A backup that took longer counts when it was committed. */
    static final Duration LONGEST_READING = Duration.ofDays(1);

    static final Comparator<Dated> NEWEST_FIRST = Comparator.comparing(Dated::at)
            .thenComparing(Dated::committed)
            .thenComparing(d -> d.snapshot().id())
            .thenComparing(d -> d.snapshot().toString())
            .reversed();

    static Dated of(Snapshot snapshot, RetentionInput input) {
        Instant claimed = input.recorded().getOrDefault(snapshot.id(), snapshot.committedAt());
        // No calendar has a place for every instant that a manifest can hold.
        Instant committed = claimed.isBefore(Instant.EPOCH) ? Instant.EPOCH : claimed;
        Instant captured = snapshot.capturedAt();
        boolean believed = !captured.isAfter(committed) && !captured.isBefore(earliest(committed));
        return new Dated(snapshot, committed, believed ? captured : committed);
    }

    private static Instant earliest(Instant committed) {
        return committed.isBefore(Instant.EPOCH.plus(LONGEST_READING))
                ? Instant.EPOCH
                : committed.minus(LONGEST_READING);
    }
}
