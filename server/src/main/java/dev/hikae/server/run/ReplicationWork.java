package dev.hikae.server.run;

import dev.hikae.engine.ReplicationResult;
import dev.hikae.scheduler.Run;
import dev.hikae.scheduler.RunState;
import dev.hikae.scheduler.Work;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Copies to each region of a repository what it lacks. */
public final class ReplicationWork implements Work {
    private final RepositoryPool pool;
    private final RunEvents events;

    public ReplicationWork(RepositoryPool pool, RunEvents events) {
        this.pool = pool;
        this.events = events;
    }

    @Override
    public String kind() {
        return RunKind.REPLICATION;
    }

    @Override
    public Result attempt(Run run, Context context) {
        Parameters.Replication asked = Parameters.of(run, Parameters.Replication.class);
        return pool.use(
                asked.repository(),
                run,
                repository -> result(repository.replicate(Endings.control(run, context, events))));
    }

    private static Result result(ReplicationResult r) {
        if (r.behind().isEmpty()) {
            return Endings.succeeded(Outcomes.of(r));
        }
        String regions = new TreeSet<>(r.behind().keySet())
                .stream().map(Object::toString).collect(Collectors.joining(", "));
        return Endings.ended(RunState.FAILED, Outcomes.of(r), RunError.REGION_BEHIND, regions);
    }
}
