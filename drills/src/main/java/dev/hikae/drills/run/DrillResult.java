package dev.hikae.drills.run;

import dev.hikae.config.id.RegionName;
import dev.hikae.config.text.Text;
import dev.hikae.engine.Comparison;
import dev.hikae.engine.RestoreResult;
import dev.hikae.engine.Snapshot;
import dev.hikae.verify.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * All that a drill did and found: what its report is made of.
 *
 * @param steps one for each step of the runbook, in its order
 * @param simulatedDown regions that were taken away from this run, in order
 * @param recovery what was restored; empty when no restore succeeded
 * @param cleanUp what became of the isolated place
 * @param cancelled whether it was stopped before its end
 */
public record DrillResult(
        DrillRequest request,
        Instant startedAt,
        Instant endedAt,
        List<StepResult> steps,
        List<DrillEvent> events,
        List<ApprovalRecord> approvals,
        List<RegionName> simulatedDown,
        Clocks clocks,
        Optional<Recovery> recovery,
        CleanUp cleanUp,
        boolean cancelled,
        Judgement judgement) {
    public DrillResult {
        steps = List.copyOf(steps);
        events = List.copyOf(events);
        approvals = List.copyOf(approvals);
        simulatedDown = List.copyOf(simulatedDown);
    }

    public Verdict verdict() {
        return judgement.verdict();
    }

    /**
     * What was restored.
     *
     * @param from regions asked, in order; empty means all that were up
     * @param freshness one for each freshness probe of the plan
     */
    public record Recovery(
            Snapshot point,
            List<RegionName> from,
            RestoreResult restored,
            Optional<Comparison> comparison,
            List<Freshness> freshness) {
        public Recovery {
            from = List.copyOf(from);
            freshness = List.copyOf(freshness);
        }
    }

    /** What a freshness probe said; {@code newest} is empty when it told no time. */
    public record Freshness(String name, Optional<Instant> newest, Text found) {}

    /**
     * The end of the isolated place.
     *
     * @param entries removed
     * @param processes of this drill that were still running and were ended
     * @param gone whether looking afterwards found nothing
     * @param byStep whether a step of the runbook did it, else the runner at the end
     */
    public record CleanUp(long entries, int processes, boolean gone, boolean byStep, Optional<Text> problem) {}
}
