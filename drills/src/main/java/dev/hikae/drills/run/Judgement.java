package dev.hikae.drills.run;

import dev.hikae.config.text.Text;
import dev.hikae.verify.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The verdict and what it rests on.
 *
 * @param reasons one sentence each, the deciding ones first
 */
public record Judgement(Verdict verdict, Objective rto, Objective rpo, List<Text> reasons) {
    public Judgement {
        reasons = List.copyOf(reasons);
    }

    /**
     * One objective, target against achieved.
     *
     * @param achieved empty when it was not reached, could not be evaluated or does not apply
     * @param basis how it was measured, or why it was not
     */
    public record Objective(Duration target, Optional<Duration> achieved, State state, Text basis) {}

    /** How an objective came out. */
    public enum State {
        MET,
        MISSED,
        NOT_EVALUABLE,
        /** Not judged by this kind of exercise; said in the report. */
        NOT_APPLICABLE
    }
}
