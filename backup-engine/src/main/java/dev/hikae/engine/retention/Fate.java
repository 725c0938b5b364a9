package dev.hikae.engine.retention;

import dev.hikae.engine.Snapshot;
import java.time.Instant;
import java.util.List;

/** What becomes of one snapshot, with all the reasons. */
public sealed interface Fate {
    Snapshot snapshot();

    /** The time by which it was judged: when reading began, or when it was committed if that claim is not believed. */
    Instant countsAt();

    /** @param reasons at least one */
    record Keep(Snapshot snapshot, Instant countsAt, List<KeepReason> reasons) implements Fate {
        public Keep {
            reasons = List.copyOf(reasons);
        }

        /** Whether this rule is among the reasons. */
        public boolean by(KeepRule rule) {
            return reasons.stream().anyMatch(r -> r.rule() == rule);
        }
    }

    /** @param reasons at least one, of the shortest period first */
    record Forget(Snapshot snapshot, Instant countsAt, List<ForgetReason> reasons) implements Fate {
        public Forget {
            reasons = List.copyOf(reasons);
        }
    }
}
