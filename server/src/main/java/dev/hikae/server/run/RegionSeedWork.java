package dev.hikae.server.run;

import dev.hikae.engine.ReplicationResult;
import dev.hikae.scheduler.Run;
import dev.hikae.scheduler.RunState;
import dev.hikae.scheduler.Work;

/** Copies to one region what it lacks, also after its place was wiped. */
public final class RegionSeedWork implements Work {
    private final RepositoryPool pool;
    private final RunEvents events;

    public RegionSeedWork(RepositoryPool pool, RunEvents events) {
        this.pool = pool;
        this.events = events;
    }

    @Override
    public String kind() {
        return RunKind.REGION_SEED;
    }

    @Override
    public Result attempt(Run run, Context context) {
        Parameters.RegionSeed asked = Parameters.of(run, Parameters.RegionSeed.class);
        ReplicationResult copied = pool.use(asked.repository(), run, repository -> repository
                .regionChanges()
                .seed(asked.region(), asked.wiped(), Endings.control(run, context, events)));
        return copied.behind().containsKey(asked.region())
                ? Endings.ended(RunState.FAILED, Outcomes.of(copied), RunError.REGION_BEHIND, asked.region())
                : Endings.succeeded(Outcomes.of(copied));
    }
}
