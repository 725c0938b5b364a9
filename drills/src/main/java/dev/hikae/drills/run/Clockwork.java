package dev.hikae.drills.run;

import dev.hikae.config.runbook.Step;
import dev.hikae.config.runbook.Step.Action;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Reads the clocks of a drill off what its steps did. */
final class Clockwork {
    private Clockwork() {}

    static Clocks clocks(
            DrillSession session, List<StepResult> steps, List<ApprovalRecord> approvals, List<Waits.Span> waits) {
        Instant incident = session.incident();
        Instant declared = declared(incident, steps, approvals);
        Optional<Instant> healthy = healthy(steps);
        return new Clocks(
                incident,
                declared,
                planStarted(declared, steps),
                healthy,
                session.recovery().flatMap(Clockwork::newestData),
                session.recovery().map(r -> r.point().capturedAt()),
                healthy.map(h -> Waits.between(waits, declared, h)).orElse(Duration.ZERO));
    }

    /** The first approval between the incident and the first restore is the decision to recover. */
    private static Instant declared(Instant incident, List<StepResult> steps, List<ApprovalRecord> approvals) {
        Optional<Instant> restore = steps.stream()
                .filter(s -> s.step().action() instanceof Action.Restore)
                .flatMap(s -> s.startedAt().stream())
                .min(Comparator.naturalOrder());
        return approvals.stream()
                .filter(a -> a.outcome() == ApprovalRecord.Outcome.APPROVED)
                .flatMap(a -> a.answeredAt().stream())
                .filter(at -> !at.isBefore(incident))
                .filter(at -> restore.map(r -> !at.isAfter(r)).orElse(true))
                .min(Comparator.naturalOrder())
                .orElse(incident);
    }

    private static Optional<Instant> planStarted(Instant declared, List<StepResult> steps) {
        return steps.stream()
                .filter(s -> works(s.step().action()))
                .flatMap(s -> s.startedAt().stream())
                .filter(at -> !at.isBefore(declared))
                .min(Comparator.naturalOrder());
    }

    /** The end of the last criterion of the recovery, once every one of them held. */
    private static Optional<Instant> healthy(List<StepResult> steps) {
        List<StepResult> criteria = recoveryCriteria(steps);
        return criteria.stream().allMatch(StepResult::succeeded)
                ? criteria.stream().flatMap(s -> s.endedAt().stream()).max(Comparator.naturalOrder())
                : Optional.empty();
    }

    /** Criteria that tell whether the service is back: those before the return to normal begins. */
    static List<StepResult> recoveryCriteria(List<StepResult> steps) {
        return steps.stream()
                .takeWhile(s -> !returns(s.step().action()))
                .filter(s -> s.step().criterion() && works(s.step().action()))
                .toList();
    }

    static boolean recovers(List<Step> steps) {
        return steps.stream().anyMatch(s -> s.action() instanceof Action.Restore);
    }

    private static boolean works(Action action) {
        return switch (action) {
            case Action.Restore a -> true;
            case Action.Compare a -> true;
            case Action.Command a -> true;
            case Action.HttpCheck a -> true;
            case Action.Wait a -> false;
            case Action.Approval a -> false;
            case Action.RegionDown a -> false;
            case Action.RegionUp a -> false;
            case Action.CatchUp a -> false;
            case Action.CleanUp a -> false;
            case Action.Note a -> false;
        };
    }

    private static boolean returns(Action action) {
        return action instanceof Action.RegionUp
                || action instanceof Action.CatchUp
                || action instanceof Action.CleanUp;
    }

    /** Only when every probe told a time; the oldest of them, because all of that data must be there. */
    private static Optional<Instant> newestData(DrillResult.Recovery recovery) {
        boolean all = recovery.freshness().stream().allMatch(f -> f.newest().isPresent());
        return all
                ? recovery.freshness().stream()
                        .flatMap(f -> f.newest().stream())
                        .min(Comparator.naturalOrder())
                : Optional.empty();
    }
}
