package dev.hikae.scheduler;

import dev.hikae.config.error.ErrorCode;
import dev.hikae.config.error.Failure;

/** What can go wrong with schedules and runs. */
public enum SchedulerError implements ErrorCode {
    CRON_UNREADABLE("HKE-5001", Failure.INVALID),
    CRON_NEVER_FIRES("HKE-5002", Failure.INVALID),
    CLOCK_FAILED("HKE-5003", Failure.FAILED),
    LEASE_LOST("HKE-5101", Failure.CONFLICT),
    NO_SUCH_WORK("HKE-5102", Failure.INVALID),
    DEFECT("HKE-5103", Failure.FAILED),
    STOPPED("HKE-5104", Failure.CANCELLED),
    RUN_NOT_FOUND("HKE-5105", Failure.NOT_FOUND),
    RUN_ENDED("HKE-5106", Failure.CONFLICT),
    CANCELLED("HKE-5107", Failure.CANCELLED),
    RUN_ID_TAKEN("HKE-5108", Failure.CONFLICT),
    WINDOW_PASSED("HKE-5109", Failure.FAILED),
    FIRING_MISSED("HKE-5110", Failure.FAILED),
    ABANDONED("HKE-5111", Failure.FAILED);

    private final String id;
    private final Failure failure;

    SchedulerError(String id, Failure failure) {
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
        return "dev.hikae.scheduler.messages";
    }
}
