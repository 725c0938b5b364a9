package dev.hikae.server.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.Ids;
import dev.hikae.config.id.RunbookName;
import dev.hikae.config.plan.Plan;
import dev.hikae.config.plan.Probe;
import dev.hikae.config.runbook.Runbook;
import dev.hikae.drills.report.DrillReports;
import dev.hikae.drills.run.DrillEvent;
import dev.hikae.drills.run.DrillRequest;
import dev.hikae.drills.run.DrillResult;
import dev.hikae.drills.run.DrillRunner;
import dev.hikae.engine.Repository;
import dev.hikae.scheduler.Run;
import dev.hikae.scheduler.RunState;
import dev.hikae.scheduler.Work;
import dev.hikae.server.catalogue.DrillResults;
import dev.hikae.server.catalogue.EvidenceIndex.Evidence;
import dev.hikae.server.evidence.EvidenceIssuer;
import dev.hikae.verify.Verdict;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Runs a drill from its runbook and makes its evidence. A drill that did not pass is a failed run. */
public final class DrillWork implements Work {
    private final InForce inForce;
    private final RepositoryPool pool;
    private final RunEvents events;
    private final RunRegister register;
    private final DrillResults results;
    private final EvidenceIssuer issuer;
    private final Ids ids;
    private final DrillApprovals approvals;
    private final DrillRunner runner;
    private final InstantSource clock;

    public DrillWork(
            InForce inForce,
            RepositoryPool pool,
            RunEvents events,
            RunRegister register,
            DrillResults results,
            EvidenceIssuer issuer,
            Ids ids,
            DrillApprovals approvals,
            DrillRunner runner,
            InstantSource clock) {
        this.inForce = inForce;
        this.pool = pool;
        this.events = events;
        this.register = register;
        this.results = results;
        this.issuer = issuer;
        this.ids = ids;
        this.approvals = approvals;
        this.runner = runner;
        this.clock = clock;
    }

    @Override
    public String kind() {
        return RunKind.DRILL;
    }

    /** A drill and all that was frozen with it. */
    private record Frozen(Run run, Runbook runbook, InForce.Current<Plan> plan, DrillRequest request) {}

    @Override
    public Result attempt(Run run, Context context) {
        Frozen drill = freeze(run);
        return pool.use(drill.plan().value().repository(), run, repository -> run(drill, repository, context));
    }

    private Frozen freeze(Run run) {
        Parameters.Drill asked = Parameters.of(run, Parameters.Drill.class);
        Runbook runbook = runbook(asked.runbook(), asked.revision());
        InForce.Current<Plan> plan = inForce.plan(asked.plan(), asked.planRevision());
        List<Probe.Freshness> freshness = plan.value().restoreTest().probes().stream()
                .filter(Probe.Freshness.class::isInstance)
                .map(Probe.Freshness.class::cast)
                .toList();
        DrillRequest request = new DrillRequest(
                run.id(),
                runbook,
                runbook.objectives().orElse(plan.value().objectives()),
                asked.planSha256(),
                asked.runbookSha256(),
                run.requestedBy(),
                freshness);
        return new Frozen(run, runbook, plan, request);
    }

    private Runbook runbook(RunbookName name, int revision) {
        return inForce.runbook(name, revision).value();
    }

    private Result run(Frozen drill, Repository repository, Context context) {
        DrillResult result = runner.run(
                drill.request(),
                repository,
                approvals.of(context),
                event -> step(drill.run(), event),
                context::stopRequested);
        RunState state = result.cancelled()
                ? RunState.CANCELLED
                : result.verdict() == Verdict.PASSED ? RunState.SUCCEEDED : RunState.FAILED;
        String outcome =
                result.cancelled() ? "cancelled" : result.verdict().name().toLowerCase(Locale.ROOT);
        register.ending(drill.run(), state, outcome);
        ObjectNode record = Readable.object(result);
        record.put("verdict", outcome);
        try {
            record.put("evidence", issue(drill, repository, result, outcome).id());
        } catch (HikaeException e) {
            return Endings.withoutEvidence(record, e);
        } finally {
            results.save(new DrillResults.Result(
                    drill.run().id(),
                    drill.runbook().name(),
                    drill.plan().value().name(),
                    outcome,
                    clock.instant(),
                    record.toString()));
        }
        return switch (state) {
            case SUCCEEDED -> Endings.succeeded(record);
            case CANCELLED -> new Result(state, record.toString());
            case FAILED, PLANNED, RUNNING, WARNING, EXPIRED, SKIPPED, MISSED, ABANDONED ->
                Endings.ended(
                        RunState.FAILED,
                        record,
                        RunError.DRILL_NOT_PASSED,
                        drill.runbook().name(),
                        outcome);
        };
    }

    private Evidence issue(Frozen drill, Repository repository, DrillResult result, String outcome) {
        InForce.Current<Plan> plan = drill.plan();
        var matter = new EvidenceIssuer.Matter(
                ids.next("evd_"),
                drill.run().id(),
                RunKind.DRILL,
                drill.runbook().name().value(),
                outcome,
                plan.value(),
                Optional.of((long) plan.revision().number()),
                inForce.repository(plan.value().repository()).value(),
                repository.info());
        return issuer.issue(matter, context -> DrillReports.build(result, context), Map.of());
    }

    private void step(Run run, DrillEvent event) {
        events.step(run.id(), Readable.object(event));
    }
}
