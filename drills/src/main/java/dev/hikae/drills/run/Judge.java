package dev.hikae.drills.run;

import static dev.hikae.drills.run.Outcome.text;

import dev.hikae.config.plan.RestoreTestPolicy.Selection;
import dev.hikae.config.runbook.DrillType;
import dev.hikae.config.runbook.Step.Action;
import dev.hikae.config.text.Text;
import dev.hikae.drills.DrillError;
import dev.hikae.drills.run.Judgement.Objective;
import dev.hikae.drills.run.Judgement.State;
import dev.hikae.verify.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Judges a drill: a criterion that did not hold fails it; what could not be evaluated makes it inconclusive; an
 * objective that was missed fails it. Only what is left has passed.
 */
final class Judge {
    private final DrillRequest request;
    private final List<StepResult> criteria;
    private final List<StepResult> steps;
    private final Clocks clocks;
    private final Optional<DrillResult.Recovery> recovery;
    private final List<Text> reasons = new ArrayList<>();

    private Judge(
            DrillRequest request, List<StepResult> steps, Clocks clocks, Optional<DrillResult.Recovery> recovery) {
        this.request = request;
        this.steps = steps;
        this.criteria = steps.stream().filter(s -> s.step().criterion()).toList();
        this.clocks = clocks;
        this.recovery = recovery;
    }

    static Judgement judge(
            DrillRequest request, List<StepResult> steps, Clocks clocks, Optional<DrillResult.Recovery> recovery) {
        return new Judge(request, steps, clocks, recovery).judgement();
    }

    private Judgement judgement() {
        if (request.runbook().type() == DrillType.NEGATIVE_CONTROL) {
            return negativeControl();
        }
        Objective rto = rto();
        Objective rpo = rpo();
        Verdict verdict = verdict(rto, rpo);
        reasons(rto, rpo);
        return new Judgement(verdict, rto, rpo, reasons);
    }

    private Verdict verdict(Objective rto, Objective rpo) {
        if (any(StepState.FAILED)) {
            return Verdict.FAILED;
        }
        if (criteria.isEmpty() || any(StepState.NOT_EVALUABLE) || any(StepState.NOT_RUN)) {
            return Verdict.INCONCLUSIVE;
        }
        List<State> objectives = List.of(rto.state(), rpo.state());
        if (objectives.contains(State.MISSED)) {
            return Verdict.FAILED;
        }
        return objectives.contains(State.NOT_EVALUABLE) ? Verdict.INCONCLUSIVE : Verdict.PASSED;
    }

    private boolean any(StepState state) {
        return criteria.stream().anyMatch(s -> s.state() == state);
    }

    private void reasons(Objective rto, Objective rpo) {
        if (criteria.isEmpty()) {
            reasons.add(text("reason.no-criteria"));
        } else if (criteria.stream().allMatch(StepResult::succeeded)) {
            reasons.add(text("reason.all-held", criteria.size()));
        }
        list(StepState.FAILED, "reason.failed");
        list(StepState.NOT_EVALUABLE, "reason.not-evaluable");
        list(StepState.NOT_RUN, "reason.not-run");
        reason(rto, "rto", "reason.rto-not-reached");
        reason(rpo, "rpo", "reason.rpo-not-evaluable");
    }

    /** The criterion, and beside it what was found. */
    private void list(StepState state, String key) {
        criteria.stream().filter(s -> s.state() == state).forEach(s -> {
            reasons.add(text(key, s.step().title()));
            reasons.add(s.detail());
        });
    }

    private void reason(Objective o, String name, String ifNone) {
        switch (o.state()) {
            case MET -> reasons.add(text("reason." + name + "-met", o.achieved().orElse(Duration.ZERO), o.target()));
            case MISSED ->
                reasons.add(o.achieved()
                        .map(a -> text("reason." + name + "-missed", a, o.target()))
                        .orElseGet(() -> text(ifNone)));
            case NOT_EVALUABLE -> reasons.add(text(ifNone));
            case NOT_APPLICABLE -> reasons.add(o.basis());
        }
    }

    private Objective rto() {
        Duration target = request.objectives().rto();
        if (!recovers()) {
            return new Objective(target, Optional.empty(), State.NOT_APPLICABLE, text("basis.no-recovery"));
        }
        if (Clockwork.recoveryCriteria(steps).isEmpty()) {
            return new Objective(target, Optional.empty(), State.NOT_EVALUABLE, text("basis.rto-no-criteria"));
        }
        return clocks.businessRto()
                .map(a -> new Objective(target, Optional.of(a), state(a, target), text("basis.rto")))
                .orElseGet(() -> new Objective(target, Optional.empty(), State.MISSED, text("basis.rto-not-reached")));
    }

    private Objective rpo() {
        Duration target = request.objectives().rpo();
        if (!recovers()) {
            return new Objective(target, Optional.empty(), State.NOT_APPLICABLE, text("basis.no-recovery"));
        }
        Optional<Duration> achieved = clocks.rpo();
        if (recovery.isEmpty() || achieved.isEmpty()) {
            return new Objective(target, Optional.empty(), State.NOT_EVALUABLE, text("basis.rpo-nothing"));
        }
        if (damaged(recovery.get())) {
            return new Objective(target, Optional.empty(), State.NOT_EVALUABLE, text("basis.rpo-damaged"));
        }
        if (drawnAtRandom()) {
            return new Objective(target, achieved, State.NOT_APPLICABLE, text("basis.rpo-random"));
        }
        if (!recovery.get().freshness().isEmpty() && clocks.newestData().isEmpty()) {
            return new Objective(target, Optional.empty(), State.NOT_EVALUABLE, text("basis.rpo-probe"));
        }
        String basis = clocks.newestData().isPresent() ? "basis.rpo-data" : "basis.rpo-point";
        return new Objective(target, achieved, state(achieved.get(), target), text(basis));
    }

    /** Data that came back changed proves nothing about how new the recovered data is. */
    private static boolean damaged(DrillResult.Recovery r) {
        boolean different = r.comparison().filter(c -> !c.same()).isPresent();
        return different || !r.restored().failed().isEmpty();
    }

    private static State state(Duration achieved, Duration target) {
        return achieved.compareTo(target) <= 0 ? State.MET : State.MISSED;
    }

    /** Exercises of these kinds are about recovering; others are judged on it only when they restore something. */
    private boolean recovers() {
        return switch (request.runbook().type()) {
            case RESTORE_TEST, TEST_FAILOVER, LIVE_SWITCHOVER -> true;
            case TABLETOP, KEY_RECOVERY, CATALOGUE_LOSS, NEGATIVE_CONTROL ->
                Clockwork.recovers(request.runbook().steps());
        };
    }

    private boolean drawnAtRandom() {
        return request.runbook().steps().stream()
                .anyMatch(
                        s -> s.action() instanceof Action.Restore r && r.selection() instanceof Selection.RandomWithin);
    }

    /** A point that could not be found, or a time limit, is no finding of damage. */
    private static boolean foundDamage(StepResult s) {
        boolean looks = s.step().action() instanceof Action.Compare || s.step().action() instanceof Action.Restore;
        return looks
                && s.state() == StepState.FAILED
                && !s.detail().key().equals("error." + DrillError.NO_POINT.id())
                && !s.detail().key().equals("drill.step.timeout");
    }

    /** Passes when the damage was found. */
    private Judgement negativeControl() {
        Text none = text("basis.negative-control");
        var rto = new Objective(request.objectives().rto(), Optional.empty(), State.NOT_APPLICABLE, none);
        var rpo = new Objective(request.objectives().rpo(), Optional.empty(), State.NOT_APPLICABLE, none);
        Optional<StepResult> found =
                criteria.stream().filter(Judge::foundDamage).findFirst();
        if (found.isPresent()) {
            reasons.add(text("reason.damage-found", found.get().step().title()));
            reasons.add(found.get().detail());
            return new Judgement(Verdict.PASSED, rto, rpo, reasons);
        }
        if (!criteria.isEmpty() && criteria.stream().allMatch(StepResult::succeeded)) {
            reasons.add(text("reason.damage-missed"));
            return new Judgement(Verdict.FAILED, rto, rpo, reasons);
        }
        reasons(rto, rpo);
        return new Judgement(Verdict.INCONCLUSIVE, rto, rpo, reasons);
    }
}
