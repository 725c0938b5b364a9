package dev.hikae.server.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.Ids;
import dev.hikae.config.id.PlanName;
import dev.hikae.config.plan.Plan;
import dev.hikae.config.plan.RestoreTestPolicy.RegionChoice;
import dev.hikae.config.repository.Location;
import dev.hikae.config.repository.RepositoryConfig;
import dev.hikae.drills.report.RestoreTestReports;
import dev.hikae.engine.Repository;
import dev.hikae.engine.RunControl;
import dev.hikae.scheduler.Run;
import dev.hikae.scheduler.RunState;
import dev.hikae.scheduler.Work;
import dev.hikae.server.catalogue.EvidenceIndex.Evidence;
import dev.hikae.server.catalogue.TestResults;
import dev.hikae.server.evidence.EvidenceIssuer;
import dev.hikae.verify.NegativeControl;
import dev.hikae.verify.NegativeControlResult;
import dev.hikae.verify.RestoreTestRequest;
import dev.hikae.verify.RestoreTestResult;
import dev.hikae.verify.RestoreTester;
import dev.hikae.verify.State;
import dev.hikae.verify.Verdict;
import dev.hikae.verify.VerifiedState;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Tests that a recovery point copy of a plan comes back, or, as a negative control, that a damaged one does not.
 *
 * <p>A test that did not pass is a failed run. A negative control succeeds when the test of the damaged copy failed;
 * it gets no evidence of its own.
 */
public final class RestoreTestWork implements Work {
    private final InForce inForce;
    private final RepositoryPool pool;
    private final RunEvents events;
    private final RunRegister register;
    private final TestResults results;
    private final EvidenceIssuer issuer;
    private final Ids ids;
    private final RestoreTester tester;
    private final Path scratch;
    private final InstantSource clock;

    /** @param scratch folder for damaged copies; needs room for a whole region */
    public RestoreTestWork(
            InForce inForce,
            RepositoryPool pool,
            RunEvents events,
            RunRegister register,
            TestResults results,
            EvidenceIssuer issuer,
            Ids ids,
            RestoreTester tester,
            Path scratch,
            InstantSource clock) {
        this.inForce = inForce;
        this.pool = pool;
        this.events = events;
        this.register = register;
        this.results = results;
        this.issuer = issuer;
        this.ids = ids;
        this.tester = tester;
        this.scratch = scratch;
        this.clock = clock;
    }

    @Override
    public String kind() {
        return RunKind.RESTORE_TEST;
    }

    @Override
    public Result attempt(Run run, Context context) {
        Parameters.RestoreTest asked = Parameters.of(run, Parameters.RestoreTest.class);
        InForce.Current<Plan> plan = inForce.plan(asked.plan(), asked.revision());
        RepositoryConfig config = inForce.repository(plan.value().repository()).value();
        Tested tested = new Tested(plan, config);
        RestoreTestRequest request = request(run, plan.value(), asked, config);
        RunControl control = Endings.control(run, context, events);
        return pool.use(
                plan.value().repository(),
                run,
                repository -> asked.negativeControl()
                        ? control(run, tested, repository, request, control)
                        : test(run, tested, repository, request, control));
    }

    /** What is tested, as it was when the run was asked for. */
    private record Tested(InForce.Current<Plan> plan, RepositoryConfig repository) {}

    private static RestoreTestRequest request(
            Run run, Plan plan, Parameters.RestoreTest asked, RepositoryConfig config) {
        RestoreTestRequest request = RestoreTestRequest.of(plan)
                .withRun(run.id())
                .withKeyUsed(config.keys().getClass().getSimpleName().toLowerCase(Locale.ROOT));
        RestoreTestRequest selected =
                asked.selection().map(request::withSelection).orElse(request);
        return asked.region()
                .map(r -> selected.withRegion(new RegionChoice.Named(r)))
                .orElse(selected);
    }

    private Result test(Run run, Tested tested, Repository repository, RestoreTestRequest request, RunControl control) {
        RestoreTestResult result = tester.test(repository, request, control);
        if (control.cancellation().requested()) {
            return new Result(RunState.CANCELLED, "{}");
        }
        control.guard().beforeCommit();
        Plan plan = tested.plan().value();
        RunState state = result.verdict() == Verdict.PASSED ? RunState.SUCCEEDED : RunState.FAILED;
        String outcome = result.verdict().name().toLowerCase(Locale.ROOT);
        ObjectNode record = Readable.object(result);
        register.ending(run, state, outcome);
        try {
            record.put(
                    "evidence", issue(run, tested, repository, result, outcome).id());
        } catch (HikaeException e) {
            return Endings.withoutEvidence(record, e);
        } finally {
            save(run, plan, result, record);
        }
        return state == RunState.SUCCEEDED
                ? Endings.succeeded(record)
                : Endings.ended(state, record, RunError.TEST_NOT_PASSED, plan.name(), outcome);
    }

    private Evidence issue(Run run, Tested t, Repository repository, RestoreTestResult result, String outcome) {
        Plan plan = t.plan().value();
        String sha256 = t.plan().revision().sha256();
        var matter = new EvidenceIssuer.Matter(
                ids.next("evd_"),
                run.id(),
                RunKind.RESTORE_TEST,
                plan.name().value(),
                outcome,
                plan,
                Optional.of((long) t.plan().revision().number()),
                t.repository(),
                repository.info());
        return issuer.issue(
                matter,
                context -> RestoreTestReports.build(result, context, run.id(), run.requestedBy(), sha256),
                Map.of());
    }

    private void save(Run run, Plan plan, RestoreTestResult result, ObjectNode record) {
        String verdict = result.verdict().name().toLowerCase(Locale.ROOT);
        Optional<TestResults.CopyState> copy =
                VerifiedState.of(result, plan.restoreTest().staleAfter()).map(v -> copy(run, plan, v));
        results.save(
                new TestResults.Result(
                        run.id(),
                        plan.name(),
                        plan.repository(),
                        result.point().map(RestoreTestResult.Point::snapshot),
                        result.region(),
                        false,
                        verdict,
                        clock.instant(),
                        record.toString()),
                copy);
    }

    private static TestResults.CopyState copy(Run run, Plan plan, VerifiedState v) {
        PlanName name = plan.name();
        return new TestResults.CopyState(
                plan.repository(),
                v.snapshot(),
                v.region(),
                name,
                v.verified() ? "passed" : "failed",
                v.at(),
                v.staleAt(),
                run.id());
    }

    private Result control(
            Run run, Tested tested, Repository repository, RestoreTestRequest request, RunControl control) {
        Plan plan = tested.plan().value();
        NegativeControlResult result =
                new NegativeControl(tester, scratch, folders(tested.repository())).run(repository, request, control);
        if (control.cancellation().requested()) {
            return new Result(RunState.CANCELLED, "{}");
        }
        control.guard().beforeCommit();
        String outcome = word(result.state());
        ObjectNode record = Readable.object(result);
        record.put("verdict", outcome);
        results.save(
                new TestResults.Result(
                        run.id(),
                        plan.name(),
                        plan.repository(),
                        result.snapshot(),
                        result.region(),
                        true,
                        outcome,
                        clock.instant(),
                        record.toString()),
                Optional.empty());
        return result.state() == State.PASSED
                ? Endings.succeeded(record)
                : Endings.ended(RunState.FAILED, record, RunError.CONTROL_PASSED, plan.name());
    }

    private static String word(State state) {
        return switch (state) {
            case PASSED -> "passed";
            case FAILED -> "failed";
            case INCONCLUSIVE, NOT_RUN -> "inconclusive";
        };
    }

    private static Set<Path> folders(RepositoryConfig config) {
        return config.regions().stream()
                .map(RepositoryConfig.Region::location)
                .filter(Location.Folder.class::isInstance)
                .map(l -> ((Location.Folder) l).path())
                .collect(Collectors.toSet());
    }
}
