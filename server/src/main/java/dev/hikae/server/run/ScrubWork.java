package dev.hikae.server.run;

import dev.hikae.engine.ScrubReport;
import dev.hikae.scheduler.Run;
import dev.hikae.scheduler.RunState;
import dev.hikae.scheduler.Work;
import java.util.stream.Collectors;

/** Looks for damage in regions of a repository and heals it. */
public final class ScrubWork implements Work {
    private final RepositoryPool pool;
    private final RunEvents events;

    public ScrubWork(RepositoryPool pool, RunEvents events) {
        this.pool = pool;
        this.events = events;
    }

    @Override
    public String kind() {
        return RunKind.SCRUB;
    }

    @Override
    public Result attempt(Run run, Context context) {
        Parameters.Scrub asked = Parameters.of(run, Parameters.Scrub.class);
        return pool.use(
                asked.repository(),
                run,
                repository -> result(repository.scrub(asked.request(), Endings.control(run, context, events))));
    }

    /** Damage that was healed is no failure, and still something to look into. */
    private static Result result(ScrubReport report) {
        if (!report.whole()) {
            return Endings.ended(
                    RunState.FAILED,
                    Outcomes.of(report),
                    RunError.DAMAGE_LEFT,
                    report.unhealed(),
                    report.losses().size() + report.moreLosses());
        }
        if (!report.asDeepAsAsked()) {
            String regions = report.regions().stream()
                    .filter(r -> r.problem().isPresent() || r.withoutChecksum() > 0)
                    .map(r -> r.region().value())
                    .collect(Collectors.joining(", "));
            return Endings.ended(RunState.WARNING, Outcomes.of(report), RunError.NOT_SCRUBBED, regions);
        }
        if (!report.findings().isEmpty()) {
            long found = report.findings().size() + report.moreFindings();
            return Endings.ended(RunState.WARNING, Outcomes.of(report), RunError.DAMAGE_HEALED, found);
        }
        return Endings.succeeded(Outcomes.of(report));
    }
}
