package dev.hikae.drills.run;

import dev.hikae.config.text.Text;
import java.time.Instant;
import java.util.Optional;

/**
 * Something that happened in a drill.
 *
 * @param seq counts the drill's events from 1, without gaps
 * @param step id of the step it belongs to; empty for the drill as a whole
 * @param actor who caused it: a person's name, or {@link #RUNNER}
 */
public record DrillEvent(long seq, Instant at, Kind kind, Optional<String> step, String actor, Text text) {
    /** The actor of everything no person did. */
    public static final String RUNNER = "hikae";

    /** Kinds of event. */
    public enum Kind {
        DRILL_STARTED,
        OBJECTIVES_FROZEN,
        STEP_STARTED,
        STEP_SUCCEEDED,
        STEP_FAILED,
        STEP_NOT_EVALUABLE,
        STEP_RETRIED,
        STEP_NOT_RUN,
        APPROVAL_REQUESTED,
        APPROVAL_GIVEN,
        APPROVAL_REFUSED,
        APPROVAL_EXPIRED,
        REGION_DOWN,
        REGION_UP,
        POINT_CHOSEN,
        CLEANED_UP,
        NOTE,
        CANCELLED,
        DRILL_ENDED
    }
}
