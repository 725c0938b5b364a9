package dev.hikae.server.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hikae.config.error.HikaeException;
import dev.hikae.engine.LockExtension;
import dev.hikae.scheduler.Run;
import dev.hikae.scheduler.RunState;
import dev.hikae.scheduler.Work;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Extends the locks of what snapshots need. A region that refuses or does not answer is tried again while attempts are left. */
public final class LockExtensionWork implements Work {
    private final RepositoryPool pool;
    private final RunEvents events;

    public LockExtensionWork(RepositoryPool pool, RunEvents events) {
        this.pool = pool;
        this.events = events;
    }

    @Override
    public String kind() {
        return RunKind.LOCK_EXTENSION;
    }

    @Override
    public Result attempt(Run run, Context context) {
        Parameters.LockExtension asked = Parameters.of(run, Parameters.LockExtension.class);
        LockExtension done = pool.use(asked.repository(), run, repository -> repository
                .locks()
                .extend(asked.ask(), Endings.control(run, context, events)));
        ObjectNode outcome = LockOutcomes.of(done);
        if (done.behind().isEmpty()) {
            return Endings.succeeded(outcome);
        }
        String regions = new TreeSet<>(done.behind().keySet())
                .stream().map(Object::toString).collect(Collectors.joining(", "));
        if (run.attempts() < run.maxAttempts()) {
            throw new HikaeException(RunError.LOCKS_BEHIND, regions);
        }
        return Endings.ended(RunState.FAILED, outcome, RunError.LOCKS_BEHIND, regions);
    }
}
