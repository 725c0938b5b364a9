package dev.hikae.drills.run;

import static dev.hikae.drills.run.Outcome.text;

import dev.hikae.config.id.RegionName;
import dev.hikae.config.runbook.Step;
import dev.hikae.config.runbook.Step.Action;
import dev.hikae.config.text.Text;
import dev.hikae.drills.run.DrillEvent.Kind;
import dev.hikae.engine.Cancellation;
import dev.hikae.engine.RegionStatus;
import dev.hikae.engine.ReplicationResult;
import dev.hikae.engine.Repository;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** Does what a step says. */
final class Actions {
    private final DrillSession session;
    private final Pace pace;
    private final Recovering recovering;
    private final Checking checking;
    private final Asking asking;

    Actions(DrillSession session, Approvals approvals, RandomGenerator random, Pace pace) {
        this.session = session;
        this.pace = pace;
        this.recovering = new Recovering(session, random);
        this.checking = new Checking(session);
        this.asking = new Asking(session, approvals);
    }

    Outcome perform(Step step, int attempt, Cancellation stop) throws InterruptedException {
        return switch (step.action()) {
            case Action.Restore a -> recovering.restore(step, a, attempt, stop);
            case Action.Compare a -> recovering.compare(stop);
            case Action.Command a -> checking.command(step, a, attempt);
            case Action.HttpCheck a -> checking.http(step, a);
            case Action.Wait a -> pause(a.duration());
            case Action.Approval a -> asking.ask(step, a);
            case Action.RegionDown a -> regionDown(step, a.region());
            case Action.RegionUp a -> regionUp(step, a.region());
            case Action.CatchUp a -> catchUp(stop);
            case Action.CleanUp a -> cleanUp(step);
            case Action.Note a -> note(step, a.text());
        };
    }

    private static Outcome pause(Duration duration) throws InterruptedException {
        Thread.sleep(duration);
        return Outcome.succeeded("wait.done", duration);
    }

    private Outcome regionDown(Step step, RegionName region) {
        session.takeDown(region);
        session.event(Kind.REGION_DOWN, Optional.of(step.id()), DrillEvent.RUNNER, text("region.down", region));
        return Outcome.succeeded("region.down", region);
    }

    private Outcome regionUp(Step step, RegionName region) {
        if (!session.giveBack(region)) {
            return Outcome.succeeded("region.was-up", region);
        }
        session.event(Kind.REGION_UP, Optional.of(step.id()), DrillEvent.RUNNER, text("region.up", region));
        return Outcome.succeeded("region.up", region);
    }

    /** Until every region that is up holds everything; the step's time limit ends it otherwise. */
    private Outcome catchUp(Cancellation stop) throws InterruptedException {
        long objects = 0;
        long bytes = 0;
        while (true) {
            Repository view = session.view();
            ReplicationResult copied = view.replicate(Recovering.control(stop));
            objects += copied.objects();
            bytes += copied.bytes();
            if (behind(view, copied).isEmpty()) {
                return Outcome.succeeded("catch-up.done", objects, bytes);
            }
            Thread.sleep(pace.poll());
        }
    }

    private Set<RegionName> behind(Repository view, ReplicationResult copied) {
        Set<RegionName> up = session.up();
        var behind = new TreeSet<RegionName>(copied.behind().keySet());
        behind.addAll(view.regionStatus().stream()
                .filter(s -> !s.reachable() || s.snapshotsBehind() > 0)
                .map(RegionStatus::region)
                .collect(Collectors.toSet()));
        behind.retainAll(up);
        return behind;
    }

    private Outcome cleanUp(Step step) {
        DrillResult.CleanUp done = session.cleanUp(true);
        session.event(Kind.CLEANED_UP, Optional.of(step.id()), DrillEvent.RUNNER, cleanUpText(done));
        return new Outcome(done.gone() ? StepState.SUCCEEDED : StepState.FAILED, cleanUpText(done), done.gone());
    }

    static Text cleanUpText(DrillResult.CleanUp done) {
        return done.gone()
                ? text("clean-up.done", done.entries(), done.processes())
                : done.problem().orElseGet(() -> text("clean-up.left", ""));
    }

    private Outcome note(Step step, String note) {
        session.event(Kind.NOTE, Optional.of(step.id()), DrillEvent.RUNNER, text("text", note));
        return Outcome.succeeded("text", note);
    }
}
