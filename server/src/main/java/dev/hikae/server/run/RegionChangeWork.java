package dev.hikae.server.run;

import dev.hikae.engine.HomeMove;
import dev.hikae.engine.RegionChanges;
import dev.hikae.engine.RegionRetired;
import dev.hikae.engine.RunControl;
import dev.hikae.scheduler.Run;
import dev.hikae.scheduler.RunState;
import dev.hikae.scheduler.Work;
import java.util.List;

/** Changes the home or the regions of a repository: one signed statement each. */
public final class RegionChangeWork implements Work {
    /** One kind of change, by the engine. */
    @FunctionalInterface
    private interface Change {
        Result make(RegionChanges changes, Parameters.RegionChange asked, RunControl control);
    }

    private final String kind;
    private final Change change;
    private final RepositoryPool pool;
    private final RunEvents events;

    private RegionChangeWork(String kind, Change change, RepositoryPool pool, RunEvents events) {
        this.kind = kind;
        this.change = change;
        this.pool = pool;
        this.events = events;
    }

    /** One for each kind of change. */
    public static List<Work> all(RepositoryPool pool, RunEvents events) {
        return List.of(
                new RegionChangeWork(RunKind.FAILOVER, RegionChangeWork::failover, pool, events),
                new RegionChangeWork(RunKind.REGION_ADDITION, RegionChangeWork::addition, pool, events),
                new RegionChangeWork(RunKind.REGION_RETIREMENT, RegionChangeWork::retirement, pool, events));
    }

    @Override
    public String kind() {
        return kind;
    }

    @Override
    public Result attempt(Run run, Context context) {
        Parameters.RegionChange asked = Parameters.of(run, Parameters.RegionChange.class);
        RunControl control = Endings.control(run, context, events);
        return pool.use(asked.repository(), run, repository -> change.make(repository.regionChanges(), asked, control));
    }

    /** A home that does not answer may have committed alone what nobody else has. */
    private static Result failover(RegionChanges changes, Parameters.RegionChange asked, RunControl control) {
        HomeMove move = changes.failover(asked.region(), asked.manner(), control);
        return move.planned()
                ? Endings.succeeded(RegionOutcomes.of(move, asked.dryRun()))
                : Endings.ended(
                        RunState.WARNING, RegionOutcomes.of(move, asked.dryRun()), RunError.HOME_LOST, move.from());
    }

    private static Result addition(RegionChanges changes, Parameters.RegionChange asked, RunControl control) {
        return Endings.succeeded(
                RegionOutcomes.of(changes.add(asked.region(), asked.manner(), control), asked.dryRun()));
    }

    private static Result retirement(RegionChanges changes, Parameters.RegionChange asked, RunControl control) {
        RegionRetired retired = changes.retire(asked.region(), asked.manner(), control);
        return retired.answered()
                ? Endings.succeeded(RegionOutcomes.of(retired, asked.dryRun()))
                : Endings.ended(
                        RunState.WARNING,
                        RegionOutcomes.of(retired, asked.dryRun()),
                        RunError.RETIRED_UNHEARD,
                        asked.region());
    }
}
