package dev.hikae.drills.run;

/** How one step ended. */
public enum StepState {
    SUCCEEDED,
    /** It ran and what it demands does not hold, or an approver refused. */
    FAILED,
    /** It ran and could not find out whether what it demands holds. */
    NOT_EVALUABLE,
    /** It never started; the result says why. */
    NOT_RUN
}
