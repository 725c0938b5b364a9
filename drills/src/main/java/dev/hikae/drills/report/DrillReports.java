package dev.hikae.drills.report;

import static dev.hikae.drills.report.Setting.text;

import dev.hikae.config.id.RegionName;
import dev.hikae.config.plan.RestoreTestPolicy.Selection;
import dev.hikae.config.runbook.Runbook;
import dev.hikae.config.runbook.Step;
import dev.hikae.config.runbook.Step.Action;
import dev.hikae.config.text.Text;
import dev.hikae.drills.run.ApprovalRecord;
import dev.hikae.drills.run.Clocks;
import dev.hikae.drills.run.DrillRequest;
import dev.hikae.drills.run.DrillResult;
import dev.hikae.drills.run.Judgement;
import dev.hikae.drills.run.StepResult;
import dev.hikae.drills.run.StepState;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Makes the report of a drill from its result. */
public final class DrillReports {
    private final DrillResult result;
    private final ReportContext context;
    private final DrillRequest request;
    private final Runbook runbook;

    private DrillReports(DrillResult result, ReportContext context) {
        this.result = result;
        this.context = context;
        this.request = result.request();
        this.runbook = request.runbook();
    }

    /** The report; a pure function of its arguments. */
    public static Report build(DrillResult result, ReportContext context) {
        return new DrillReports(result, context).report();
    }

    private Report report() {
        List<RegionName> down = result.simulatedDown();
        return new Report(
                Report.VERSION,
                request.run().value(),
                outcome(),
                Report.Kind.DRILL,
                cover(),
                context.verification(),
                summary(),
                context.programme(),
                Setting.scope(context, paths(), down, exclusions()),
                scenario(),
                targets(),
                participants(),
                new Authorisation(request.startedBy(), context.keyPermit(), result.approvals(), Setting.safety()),
                new Timeline(result.steps().stream().map(DrillReports::row).toList(), result.events()),
                new Recovery(List.of(service())),
                new IntegrityOf(result).integrity(),
                List.of(),
                List.of(),
                List.of(),
                aftermath(),
                deviations(),
                context.actions(),
                List.of(),
                context.population(),
                Controls.all(),
                Setting.limitations(context, down),
                context.approvals(),
                context.evidence(),
                Setting.environment(context));
    }

    private String outcome() {
        return result.cancelled() ? "cancelled" : result.verdict().name().toLowerCase(Locale.ROOT);
    }

    private Cover cover() {
        return new Cover(
                context.id(),
                context.number(),
                runbook.title(),
                context.organisation(),
                runbook.type(),
                request.run().value(),
                result.startedAt(),
                result.endedAt(),
                context.issuedAt(),
                Setting.notices(context, result.simulatedDown()));
    }

    private Summary summary() {
        Map<StepState, Long> n =
                result.steps().stream().collect(Collectors.groupingBy(StepResult::state, Collectors.counting()));
        return new Summary(
                result.verdict(),
                result.judgement().reasons(),
                new Summary.Counts(
                        count(n, StepState.SUCCEEDED),
                        count(n, StepState.FAILED),
                        count(n, StepState.NOT_EVALUABLE),
                        count(n, StepState.NOT_RUN)));
    }

    private static int count(Map<StepState, Long> counts, StepState state) {
        return Math.toIntExact(counts.getOrDefault(state, 0L));
    }

    private List<String> paths() {
        return runbook.steps().stream()
                .map(Step::action)
                .mapMulti((Action a, java.util.function.Consumer<String> each) -> {
                    if (a instanceof Action.Restore r) {
                        r.paths().forEach(each);
                    }
                })
                .distinct()
                .toList();
    }

    private List<Scope.Exclusion> exclusions() {
        return runbook.exclusions().stream()
                .map(e -> new Scope.Exclusion(e.what(), e.reason()))
                .toList();
    }

    private Scenario scenario() {
        List<Text> simulated = result.simulatedDown().stream()
                .distinct()
                .map(r -> text("simulated.region", r))
                .toList();
        return new Scenario(
                runbook.scenario(),
                List.of(text("assumption.keyring"), text("assumption.isolated"), text("assumption.orchestrator")),
                simulated);
    }

    private Targets targets() {
        return new Targets(
                request.objectives().rto(),
                request.objectives().rpo(),
                result.startedAt(),
                request.planSha256(),
                context.planRevision(),
                Optional.of(runbook.name().value()),
                Optional.of(request.runbookSha256()),
                runbook.steps().stream()
                        .filter(Step::criterion)
                        .map(Step::title)
                        .toList());
    }

    private List<Participant> participants() {
        var all = new LinkedHashSet<Participant>();
        all.add(new Participant(request.startedBy(), Participant.Role.STARTER));
        result.approvals().stream()
                .filter(a -> a.outcome() == ApprovalRecord.Outcome.APPROVED
                        || a.outcome() == ApprovalRecord.Outcome.REJECTED)
                .flatMap(a -> a.by().stream())
                .forEach(by -> all.add(new Participant(by, Participant.Role.APPROVER)));
        all.addAll(context.others());
        return List.copyOf(all);
    }

    private static Timeline.Row row(StepResult r) {
        Step s = r.step();
        return new Timeline.Row(
                s.id(),
                s.title(),
                action(s.action()),
                s.criterion(),
                s.always(),
                r.state(),
                r.startedAt(),
                r.endedAt(),
                r.elapsed(),
                r.attempts(),
                r.detail());
    }

    private static Timeline.Action action(Action action) {
        return switch (action) {
            case Action.Restore a -> Timeline.Action.RESTORE;
            case Action.Compare a -> Timeline.Action.COMPARE;
            case Action.Command a -> Timeline.Action.COMMAND;
            case Action.HttpCheck a -> Timeline.Action.HTTP_CHECK;
            case Action.Wait a -> Timeline.Action.WAIT;
            case Action.Approval a -> Timeline.Action.APPROVAL;
            case Action.RegionDown a -> Timeline.Action.REGION_DOWN;
            case Action.RegionUp a -> Timeline.Action.REGION_UP;
            case Action.CatchUp a -> Timeline.Action.CATCH_UP;
            case Action.CleanUp a -> Timeline.Action.CLEAN_UP;
            case Action.Note a -> Timeline.Action.NOTE;
        };
    }

    private Recovery.Service service() {
        Clocks c = result.clocks();
        Judgement j = result.judgement();
        return new Recovery.Service(
                context.plan().name().value(),
                new Recovery.Times(
                        c.incident(), c.declared(), c.planStarted(), c.healthy(), c.newestData(), c.recoveryPoint()),
                new Recovery.Rto(
                        j.rto().target(),
                        c.businessRto(),
                        c.executionRto(),
                        c.decisionTime(),
                        c.waited(),
                        c.machineTime(),
                        j.rto().state(),
                        j.rto().basis()),
                new Recovery.Rpo(
                        j.rpo().target(),
                        j.rpo().achieved(),
                        j.rpo().state(),
                        j.rpo().basis()));
    }

    private Aftermath aftermath() {
        DrillResult.CleanUp c = result.cleanUp();
        if (c.entries() == 0 && c.processes() == 0 && c.gone()) {
            return new Aftermath(List.of(failback()), List.of(text("destruction.nothing")), List.of());
        }
        var destruction = new ArrayList<Text>();
        destruction.add(text(c.gone() ? "destruction.gone" : "destruction.left", c.entries(), c.processes()));
        destruction.add(text(c.byStep() ? "destruction.by-step" : "destruction.by-runner"));
        c.problem().ifPresent(destruction::add);
        return new Aftermath(List.of(failback()), destruction, List.of());
    }

    private Text failback() {
        return switch (runbook.type()) {
            case TEST_FAILOVER -> text("failback.test-failover");
            case LIVE_SWITCHOVER -> text("failback.not-recorded");
            case TABLETOP, RESTORE_TEST, KEY_RECOVERY, CATALOGUE_LOSS, NEGATIVE_CONTROL -> text("failback.none");
        };
    }

    /** Every step that did not run is a departure from the runbook; nobody approves it after the fact. */
    private List<Deviation> deviations() {
        return result.steps().stream()
                .filter(s -> s.state() == StepState.NOT_RUN)
                .map(s -> new Deviation(s.step().title(), s.detail(), Optional.empty()))
                .toList();
    }

    /** What was chosen and how, for people. */
    static Text sampling(Runbook runbook) {
        return runbook.steps().stream()
                .map(Step::action)
                .filter(Action.Restore.class::isInstance)
                .map(a -> sampling(((Action.Restore) a).selection()))
                .findFirst()
                .orElseGet(() -> text("sampling.none"));
    }

    static Text sampling(Selection selection) {
        return switch (selection) {
            case Selection.Newest n -> text("sampling.newest");
            case Selection.RandomWithin r -> text("sampling.random", r.window());
        };
    }
}
