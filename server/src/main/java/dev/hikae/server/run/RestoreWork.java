package dev.hikae.server.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hikae.config.id.RegionName;
import dev.hikae.engine.Comparison;
import dev.hikae.engine.RawPath;
import dev.hikae.engine.Repository;
import dev.hikae.engine.RestoreRequest;
import dev.hikae.engine.RestoreRequest.Overwrite;
import dev.hikae.engine.RestoreResult;
import dev.hikae.engine.RunControl;
import dev.hikae.scheduler.Run;
import dev.hikae.scheduler.RunState;
import dev.hikae.scheduler.Work;
import java.util.List;
import java.util.Optional;

/** An operator's restore below a restore root, or its dry run; compared afterwards when asked. */
public final class RestoreWork implements Work {
    private final RepositoryPool pool;
    private final RunEvents events;
    private final RestoreRoots roots;

    public RestoreWork(RepositoryPool pool, RunEvents events, RestoreRoots roots) {
        this.pool = pool;
        this.events = events;
        this.roots = roots;
    }

    @Override
    public String kind() {
        return RunKind.RESTORE;
    }

    @Override
    public Result attempt(Run run, Context context) {
        Parameters.Restore asked = Parameters.of(run, Parameters.Restore.class);
        RestoreRequest request = request(asked);
        return pool.use(
                asked.repository(),
                run,
                repository -> asked.dryRun()
                        ? Endings.succeeded(Outcomes.of(repository.planRestore(request)))
                        : restore(repository, request, asked.compare(), Endings.control(run, context, events)));
    }

    /** Checked again here: a link may have been planted since the request. */
    private RestoreRequest request(Parameters.Restore asked) {
        List<RegionName> regions = asked.region().stream().toList();
        return new RestoreRequest(
                asked.snapshot(),
                asked.paths().stream().map(RawPath::parse).toList(),
                roots.require(asked.target()),
                asked.overwrite() ? Overwrite.REPLACE : Overwrite.REFUSE,
                regions);
    }

    private static Result restore(Repository repository, RestoreRequest request, boolean compare, RunControl control) {
        RestoreResult restored = repository.restore(request, control);
        Optional<Comparison> comparison =
                compare ? Optional.of(repository.compare(request, control)) : Optional.empty();
        ObjectNode outcome = Outcomes.of(restored);
        comparison.ifPresent(c -> outcome.set("comparison", Outcomes.of(c)));
        long wrong = restored.failed().size()
                + comparison.map(Comparison::differenceCount).orElse(0L);
        if (wrong > 0) {
            return Endings.ended(RunState.FAILED, outcome, RunError.RESTORE_INCOMPLETE, wrong);
        }
        return restored.healed().isEmpty()
                ? Endings.succeeded(outcome)
                : Endings.ended(
                        RunState.WARNING,
                        outcome,
                        RunError.HEALED,
                        restored.healed().size());
    }
}
