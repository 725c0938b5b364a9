package dev.hikae.scheduler;

/** Something that runs; registered with the scheduler under its kind. */
public interface Work {
    /** The kind of run it does, for example {@code backup}. */
    String kind();

    /**
     * Does one attempt. Returns what came of it, or throws a {@link dev.hikae.config.error.HikaeException}
     * (an attempt that failed; tried again while attempts are left).
     */
    Result attempt(Run run, Context context);

    /** What the work may ask while it runs. */
    interface Context {
        /** Whether to stop: somebody cancelled, the lease was lost, or the service is stopping. */
        boolean stopRequested();

        /** Returns while this attempt's fencing token is the newest, else throws. Asked right before a commit. */
        void requireLease();
    }

    /**
     * What came of an attempt.
     *
     * @param state {@code SUCCEEDED}, {@code WARNING}, {@code FAILED} (final, no retry) or {@code CANCELLED}
     * @param outcome JSON object
     */
    record Result(RunState state, String outcome) {}
}
