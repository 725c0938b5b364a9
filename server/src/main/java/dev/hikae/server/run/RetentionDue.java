package dev.hikae.server.run;

import dev.hikae.config.id.PlanName;
import dev.hikae.scheduler.Run;
import dev.hikae.scheduler.RunListener;
import dev.hikae.scheduler.RunState;
import dev.hikae.scheduler.RunStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Asks for retention after each backup of a plan that has rules, as soon as nothing is at work that may be reading what would be
 * forgotten. What a crash takes of this the next backup makes up for.
 */
public final class RetentionDue implements RunListener {
    /** Who asks for these runs. */
    public static final String REQUESTER = "after-backup";

    private static final List<String> READERS = List.of(RunKind.RESTORE, RunKind.RESTORE_TEST, RunKind.DRILL);

    /** Asks for a run. */
    public interface Request {
        void retention(PlanName plan);
    }

    private final RunStore runs;
    private final InForce inForce;
    private final Set<PlanName> due = new LinkedHashSet<>();

    public RetentionDue(RunStore runs, InForce inForce) {
        this.runs = runs;
        this.inForce = inForce;
    }

    @Override
    public void ended(Run run) {
        if (run.kind().equals(RunKind.BACKUP) && BackupsMade.snapshot(run).isPresent()) {
            PlanName plan = new PlanName(run.subject());
            if (!inForce.plan(plan).value().retention().keepsEverything()) {
                add(plan);
            }
        }
    }

    private synchronized void add(PlanName plan) {
        due.add(plan);
    }

    /** Asks for every run that is due, once the one before it has ended; called every few seconds. */
    public void tick(Request request) {
        take().forEach(request::retention);
    }

    private synchronized List<PlanName> take() {
        if (due.isEmpty() || READERS.stream().anyMatch(this::atWork)) {
            return List.of();
        }
        List<PlanName> now = new ArrayList<>(due);
        now.removeIf(this::active);
        now.forEach(due::remove);
        return now;
    }

    private boolean atWork(String kind) {
        var running = new RunStore.Filter(
                Optional.of(kind), Optional.empty(), Optional.of(RunState.RUNNING), Optional.empty());
        return !runs.list(running, Optional.empty(), 1).isEmpty();
    }

    private boolean active(PlanName plan) {
        var same = new RunStore.Filter(
                Optional.of(RunKind.RETENTION), Optional.of(plan.value()), Optional.empty(), Optional.empty());
        return runs.list(same, Optional.empty(), 1).stream()
                .anyMatch(r -> !r.state().ended());
    }

    @Override
    public void planned(Run run) {}

    @Override
    public void starting(Run run, int attempt) {}

    @Override
    public void retrying(Run run, String error) {}

    @Override
    public void overdue(String kind, String subject, Optional<Instant> lastSuccess) {}
}
