package dev.hikae.server.run;

import dev.hikae.config.id.RepositoryName;
import dev.hikae.engine.PruneRequest;
import dev.hikae.engine.PruneResult;
import dev.hikae.engine.RepackResult;
import dev.hikae.scheduler.Run;
import dev.hikae.scheduler.RunState;
import dev.hikae.scheduler.RunStore;
import dev.hikae.scheduler.Work;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Puts packs of which little is needed together anew, and frees, in all regions, what no snapshot needs. */
public final class PruneWork implements Work {
    /** Longer than a collection waits. */
    private static final Duration MARGIN = Duration.ofHours(2);

    private static final int MOST_AT_WORK = 500;

    private final InForce inForce;
    private final RepositoryPool pool;
    private final RunEvents events;
    private final RunStore runs;
    private final InstantSource clock;

    public PruneWork(InForce inForce, RepositoryPool pool, RunEvents events, RunStore runs, InstantSource clock) {
        this.inForce = inForce;
        this.pool = pool;
        this.events = events;
        this.runs = runs;
        this.clock = clock;
    }

    @Override
    public String kind() {
        return RunKind.PRUNE;
    }

    @Override
    public Result attempt(Run run, Context context) {
        Parameters.Prune asked = Parameters.of(run, Parameters.Prune.class);
        var request = new PruneRequest(
                asked.dryRun(),
                PruneRequest.GRACE,
                fenceAfter(asked.repository()),
                Duration.ofSeconds(asked.waitSeconds()),
                asked.repacking());
        return pool.use(
                asked.repository(),
                run,
                repository -> result(asked.dryRun(), repository.prune(request, Endings.control(run, context, events))));
    }

    /** A backup that is known to be at work is never taken for dead, however long it takes. */
    private Duration fenceAfter(RepositoryName repository) {
        var running = new RunStore.Filter(
                Optional.of(RunKind.BACKUP), Optional.empty(), Optional.of(RunState.RUNNING), Optional.empty());
        Instant now = clock.instant();
        return inForce.plans().stream()
                .filter(p -> p.value().repository().equals(repository))
                .map(p -> p.value().name().value())
                .flatMap(plan -> runs.list(running, Optional.empty(), MOST_AT_WORK).stream()
                        .filter(r -> r.subject().equals(plan)))
                .flatMap(r -> r.startedAt().stream())
                .map(began -> Duration.between(began, now).plus(MARGIN))
                .filter(PruneWork::patient)
                .max(Comparator.naturalOrder())
                .orElse(PruneRequest.FENCE_AFTER);
    }

    private static boolean patient(Duration age) {
        return age.compareTo(PruneRequest.FENCE_AFTER) > 0;
    }

    private static Result result(boolean dryRun, PruneResult r) {
        if (!r.behind().isEmpty()) {
            String regions = new TreeSet<>(r.behind().keySet())
                    .stream().map(Object::toString).collect(Collectors.joining(", "));
            return Endings.ended(RunState.WARNING, Outcomes.of(r, dryRun), RunError.GARBAGE_LEFT, regions);
        }
        if (r.running() > 0 && !dryRun) {
            return Endings.ended(RunState.WARNING, Outcomes.of(r, false), RunError.BACKUPS_AT_WORK, r.running());
        }
        Optional<RepackResult> left = r.repacked().filter(RepackResult::partial);
        if (left.isPresent()) {
            return Endings.ended(RunState.WARNING, Outcomes.of(r, dryRun), RunError.NOT_REPACKED, why(left.get()));
        }
        return Endings.succeeded(Outcomes.of(r, dryRun));
    }

    private static String why(RepackResult left) {
        return left.problem()
                .or(() -> left.damaged().stream().findFirst())
                .map(Outcomes::english)
                .orElseGet(() -> "snapshots with unreadable trees: " + left.snapshots());
    }
}
