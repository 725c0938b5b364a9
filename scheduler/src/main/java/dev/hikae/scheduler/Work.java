package dev.hikae.scheduler;

import java.util.Optional;

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
     * @param errorCode {@code HKE-nnnn} of what it failed for
     * @param error one sentence for people, English
     */
    record Result(RunState state, String outcome, Optional<String> errorCode, Optional<String> error) {
        public Result {
            switch (state) {
                case SUCCEEDED, WARNING, FAILED, CANCELLED -> {}
                case PLANNED, RUNNING, EXPIRED, SKIPPED, MISSED, ABANDONED ->
                    throw new IllegalArgumentException("bug: no attempt ends as " + state);
            }
        }

        public Result(RunState state, String outcome) {
            this(state, outcome, Optional.empty(), Optional.empty());
        }
    }
}
