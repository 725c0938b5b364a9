package dev.hikae.drills.report;

import dev.hikae.config.text.Text;
import dev.hikae.verify.Verdict;
import java.util.List;

/** The verdict and its reasons, the deciding ones first. */
public record Summary(Verdict verdict, List<Text> reasons, Counts steps) {
    public Summary {
        reasons = List.copyOf(reasons);
    }

    /** Steps, or checks of a restore test, by outcome. */
    public record Counts(int succeeded, int failed, int notEvaluable, int notRun) {}
}
