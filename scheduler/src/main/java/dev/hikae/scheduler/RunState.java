package dev.hikae.scheduler;

/** Where a run is in its life. */
public enum RunState {
    PLANNED,
    RUNNING,
    SUCCEEDED,
    WARNING,
    FAILED,
    CANCELLED,
    EXPIRED,
    SKIPPED,
    MISSED,
    ABANDONED;

    /** Whether nothing more can happen to it. */
    public boolean ended() {
        return this != PLANNED && this != RUNNING;
    }

    /** Whether it did what it was for. */
    public boolean successful() {
        return this == SUCCEEDED;
    }
}
