package dev.hikae.drills.report;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The exercise programme that this drill belongs to, and how much of it was exercised.
 *
 * @param coverage one row for each kind of thing that should be exercised; empty when not computed
 */
public record Programme(
        Optional<String> name, Optional<Instant> periodFrom, Optional<Instant> periodTo, List<Coverage> coverage) {
    public static final Programme NONE = new Programme(Optional.empty(), Optional.empty(), Optional.empty(), List.of());

    public Programme {
        coverage = List.copyOf(coverage);
    }

    /** How many of a kind were exercised in the period. */
    public record Coverage(Subject subject, long exercised, long total, List<String> open) {
        public Coverage {
            open = List.copyOf(open);
        }
    }

    /** Kinds of thing that a programme should exercise. */
    public enum Subject {
        PLANS,
        REGIONS,
        KEYS,
        RUNBOOKS,
        RUNBOOK_STEPS
    }
}
