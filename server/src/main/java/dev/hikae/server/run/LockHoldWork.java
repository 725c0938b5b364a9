package dev.hikae.server.run;

import dev.hikae.engine.LockHold;
import dev.hikae.scheduler.Run;
import dev.hikae.scheduler.RunState;
import dev.hikae.scheduler.Work;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Switches legal holds of what snapshots need. */
public final class LockHoldWork implements Work {
    private final RepositoryPool pool;
    private final RunEvents events;

    public LockHoldWork(RepositoryPool pool, RunEvents events) {
        this.pool = pool;
        this.events = events;
    }

    @Override
    public String kind() {
        return RunKind.LOCK_HOLD;
    }

    @Override
    public Result attempt(Run run, Context context) {
        Parameters.LockHold asked = Parameters.of(run, Parameters.LockHold.class);
        LockHold done = pool.use(asked.repository(), run, repository -> repository
                .locks()
                .hold(asked.snapshots(), !asked.release(), Endings.control(run, context, events)));
        if (done.behind().isEmpty()) {
            return Endings.succeeded(LockOutcomes.of(done, asked.release()));
        }
        String regions = new TreeSet<>(done.behind().keySet())
                .stream().map(Object::toString).collect(Collectors.joining(", "));
        return Endings.ended(RunState.FAILED, LockOutcomes.of(done, asked.release()), RunError.LOCKS_BEHIND, regions);
    }
}
