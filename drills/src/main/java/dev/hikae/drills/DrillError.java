package dev.hikae.drills;

import dev.hikae.config.error.ErrorCode;
import dev.hikae.config.error.Failure;

/** Failures of drills and of their reports. */
public enum DrillError implements ErrorCode {
    REPORT_VERSION("HKE-4501", Failure.INVALID),
    REPORT_UNREADABLE("HKE-4502", Failure.INVALID),
    GLYPH_MISSING("HKE-4503", Failure.FAILED),
    PDF_FAILED("HKE-4504", Failure.FAILED),
    STEPS_CIRCULAR("HKE-4510", Failure.INVALID),
    STEP_UNKNOWN("HKE-4511", Failure.INVALID),
    NO_POINT("HKE-4520", Failure.NOT_FOUND),
    REGION_UNKNOWN("HKE-4521", Failure.INVALID),
    NOTHING_RESTORED("HKE-4522", Failure.CONFLICT),
    COMMAND_NOT_STARTED("HKE-4523", Failure.FAILED),
    COMMAND_TOO_SLOW("HKE-4524", Failure.FAILED);

    private final String id;
    private final Failure failure;

    DrillError(String id, Failure failure) {
        this.id = id;
        this.failure = failure;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Failure failure() {
        return failure;
    }

    @Override
    public String bundle() {
        return "dev.hikae.drills.messages";
    }
}
