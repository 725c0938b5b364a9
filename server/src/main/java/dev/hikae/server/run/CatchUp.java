package dev.hikae.server.run;

import dev.hikae.config.id.PlanName;
import dev.hikae.config.id.RepositoryName;
import dev.hikae.config.json.Json;
import dev.hikae.scheduler.Run;
import dev.hikae.scheduler.RunListener;
import dev.hikae.scheduler.RunState;
import dev.hikae.scheduler.RunStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Asks for replication while any region lacks something: at once after a backup or a retention that left one behind, and after a
 * start of the service; then again after a minute, and ever longer up to ten while it does not help.
 */
public final class CatchUp implements RunListener {
    /** Who asks for these runs. */
    public static final String REQUESTER = "catch-up";

    private static final Duration FIRST_PAUSE = Duration.ofMinutes(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

    /** Asks for a run. */
    public interface Request {
        void replication(RepositoryName repository);
    }

    /** When to ask next, and how long to wait after that. */
    private record Due(Instant at, Duration pause) {}

    private final RunStore runs;
    private final InForce inForce;
    private final InstantSource clock;
    private final Map<RepositoryName, Due> behind = new HashMap<>();

    public CatchUp(RunStore runs, InForce inForce, InstantSource clock) {
        this.runs = runs;
        this.inForce = inForce;
        this.clock = clock;
    }

    /** What the regions of this repository hold is not known: find out. */
    public synchronized void suspect(RepositoryName repository) {
        behind.putIfAbsent(repository, new Due(clock.instant(), FIRST_PAUSE));
    }

    /** Asks for every replication that is due; called every few seconds. */
    public void tick(Request request) {
        due().forEach(request::replication);
    }

    private synchronized List<RepositoryName> due() {
        Instant now = clock.instant();
        List<RepositoryName> due = new ArrayList<>();
        behind.replaceAll((name, d) -> {
            if (now.isBefore(d.at()) || active(name)) {
                return d;
            }
            due.add(name);
            Duration doubled = d.pause().multipliedBy(2);
            return new Due(now.plus(d.pause()), doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE);
        });
        return due;
    }

    private boolean active(RepositoryName name) {
        var same = new RunStore.Filter(
                Optional.of(RunKind.REPLICATION), Optional.of(name.value()), Optional.empty(), Optional.empty());
        return runs.list(same, Optional.empty(), 1).stream()
                .anyMatch(r -> !r.state().ended());
    }

    @Override
    public void ended(Run run) {
        switch (run.kind()) {
            case RunKind.BACKUP, RunKind.RETENTION -> {
                if (leftBehind(run)) {
                    PlanName plan = new PlanName(run.subject());
                    after(inForce.plan(plan).value().repository());
                }
            }
            // What another home or set of regions changes is not known from here: find out.
            case RunKind.FAILOVER, RunKind.REGION_ADDITION, RunKind.REGION_SEED, RunKind.REGION_RETIREMENT ->
                after(new RepositoryName(run.subject()));
            case RunKind.REPLICATION -> {
                if (run.state() == RunState.SUCCEEDED) {
                    settled(new RepositoryName(run.subject()));
                }
            }
            default -> {}
        }
    }

    private synchronized void after(RepositoryName repository) {
        behind.put(repository, new Due(clock.instant(), FIRST_PAUSE));
    }

    private synchronized void settled(RepositoryName repository) {
        behind.remove(repository);
    }

    private static boolean leftBehind(Run run) {
        return run.outcome().map(o -> !Json.parse(o).path("behind").isEmpty()).orElse(false);
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
