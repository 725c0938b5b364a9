package dev.hikae.drills.report;

import static dev.hikae.drills.report.Setting.text;

import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.RunId;
import dev.hikae.config.plan.Objectives;
import dev.hikae.config.runbook.DrillType;
import dev.hikae.config.text.Text;
import dev.hikae.drills.run.Judgement;
import dev.hikae.drills.run.StepState;
import dev.hikae.verify.Clocks;
import dev.hikae.verify.Draw;
import dev.hikae.verify.Figures;
import dev.hikae.verify.ProbeResult;
import dev.hikae.verify.RestoreTestResult;
import dev.hikae.verify.State;
import dev.hikae.verify.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes the short report of a single restore test from its result. */
public final class RestoreTestReports {
    private final RestoreTestResult result;
    private final ReportContext context;
    private final RunId run;
    private final String startedBy;
    private final String planSha256;

    private RestoreTestReports(
            RestoreTestResult result, ReportContext context, RunId run, String startedBy, String planSha256) {
        this.result = result;
        this.context = context;
        this.run = run;
        this.startedBy = startedBy;
        this.planSha256 = planSha256;
    }

    /**
     * The report; a pure function of its arguments.
     *
     * @param startedBy a person, or the service's own name for a scheduled test
     * @param planSha256 hash of the plan's revision (JCS), hex
     */
    public static Report build(
            RestoreTestResult result, ReportContext context, RunId run, String startedBy, String planSha256) {
        return new RestoreTestReports(result, context, run, startedBy, planSha256).report();
    }

    private Report report() {
        return new Report(
                Report.VERSION,
                run.value(),
                result.verdict().name().toLowerCase(Locale.ROOT),
                Report.Kind.RESTORE_TEST,
                cover(),
                context.verification(),
                summary(),
                context.programme(),
                Setting.scope(context, List.of(), List.of(), List.of()),
                new Scenario("", List.of(text("test.scenario")), List.of()),
                targets(),
                participants(),
                new Authorisation(startedBy, context.keyPermit(), List.of(), Setting.safety()),
                new Timeline(rows(), List.of()),
                new Recovery(List.of(service())),
                integrity(),
                List.of(),
                List.of(),
                List.of(),
                new Aftermath(List.of(text("failback.none")), cleanUp(), List.of()),
                List.of(),
                context.actions(),
                List.of(),
                context.population(),
                Controls.all(),
                Setting.limitations(context, List.of()),
                context.approvals(),
                context.evidence(),
                Setting.environment(context));
    }

    private Cover cover() {
        return new Cover(
                context.id(),
                context.number(),
                context.plan().name().value(),
                context.organisation(),
                DrillType.RESTORE_TEST,
                run.value(),
                result.clocks().incident(),
                ended(),
                context.issuedAt(),
                Setting.notices(context, List.of()));
    }

    private Instant ended() {
        Clocks c = result.clocks();
        Stream<Instant> probes = result.probes().stream().map(p -> p.startedAt().plus(p.took()));
        return Stream.of(Stream.of(c.incident()), c.healthy().stream(), restoreEnded().stream(), probes)
                .flatMap(s -> s)
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    private Optional<Instant> restoreEnded() {
        return result.clocks().started().flatMap(s -> result.restored().map(r -> s.plus(r.took())));
    }

    private Summary summary() {
        var reasons = new ArrayList<Text>();
        if (result.verdict() == Verdict.PASSED) {
            reasons.add(text("test.reason.passed", result.probes().size()));
        }
        reasons.addAll(result.reasons());
        List<StepState> states = rows().stream().map(Timeline.Row::state).toList();
        return new Summary(
                result.verdict(),
                reasons,
                new Summary.Counts(
                        count(states, StepState.SUCCEEDED),
                        count(states, StepState.FAILED),
                        count(states, StepState.NOT_EVALUABLE),
                        count(states, StepState.NOT_RUN)));
    }

    private static int count(List<StepState> states, StepState state) {
        return Math.toIntExact(states.stream().filter(s -> s == state).count());
    }

    private Targets targets() {
        Objectives o = result.request().objectives().orElse(context.plan().objectives());
        return new Targets(
                o.rto(),
                o.rpo(),
                result.clocks().incident(),
                planSha256,
                context.planRevision(),
                Optional.empty(),
                Optional.empty(),
                result.probes().stream().map(ProbeResult::name).toList());
    }

    private List<Participant> participants() {
        return Stream.concat(Stream.of(new Participant(startedBy, Participant.Role.STARTER)), context.others().stream())
                .toList();
    }

    private List<Timeline.Row> rows() {
        var rows = new ArrayList<Timeline.Row>();
        rows.add(restore());
        result.probes().forEach(p -> rows.add(probe(p)));
        rows.add(part("clean-up", Timeline.Action.CLEAN_UP, result.cleanUp(), false, text("test.clean-up")));
        return rows;
    }

    private Timeline.Row restore() {
        Text done = result.restored()
                .map(r -> text(
                        "test.restored",
                        r.entries(),
                        r.bytes(),
                        result.region().map(RegionName::value).orElse("")))
                .orElseGet(() -> text("test.not-restored"));
        Timeline.Row row = part("restore", Timeline.Action.RESTORE, result.run(), true, done);
        return new Timeline.Row(
                row.id(),
                row.title(),
                row.action(),
                row.criterion(),
                row.always(),
                row.state(),
                result.clocks().started(),
                restoreEnded(),
                result.restored().map(RestoreTestResult.Restored::took).orElse(Duration.ZERO),
                result.clocks().started().isPresent() ? 1 : 0,
                row.detail());
    }

    private static Timeline.Row part(
            String id, Timeline.Action action, RestoreTestResult.Part part, boolean criterion, Text ifFine) {
        return new Timeline.Row(
                id,
                id,
                action,
                criterion,
                !criterion,
                state(part.state()),
                Optional.empty(),
                Optional.empty(),
                Duration.ZERO,
                part.state() == State.NOT_RUN ? 0 : 1,
                part.reasons().stream().findFirst().orElse(ifFine));
    }

    private static Timeline.Row probe(ProbeResult p) {
        return new Timeline.Row(
                p.name(),
                p.name(),
                action(p.kind()),
                true,
                false,
                state(p.state()),
                Optional.of(p.startedAt()),
                Optional.of(p.startedAt().plus(p.took())),
                p.took(),
                1,
                p.reasons().stream().findFirst().orElseGet(p::observed));
    }

    private static Timeline.Action action(String kind) {
        return switch (kind) {
            case "content" -> Timeline.Action.COMPARE;
            case "http" -> Timeline.Action.HTTP_CHECK;
            case "freshness" -> Timeline.Action.FRESHNESS;
            default -> Timeline.Action.COMMAND;
        };
    }

    private static StepState state(State state) {
        return switch (state) {
            case PASSED -> StepState.SUCCEEDED;
            case FAILED -> StepState.FAILED;
            case INCONCLUSIVE -> StepState.NOT_EVALUABLE;
            case NOT_RUN -> StepState.NOT_RUN;
        };
    }

    private Recovery.Service service() {
        Clocks c = result.clocks();
        Figures.Rto rto = result.figures().rto();
        Figures.Rpo rpo = result.figures().rpo();
        Targets t = targets();
        return new Recovery.Service(
                context.plan().name().value(),
                new Recovery.Times(c.incident(), c.incident(), c.started(), c.healthy(), c.newestData(), c.captured()),
                new Recovery.Rto(
                        rto.target().orElse(t.rto()),
                        rto.business(),
                        rto.execution(),
                        Duration.ZERO,
                        Duration.ZERO,
                        rto.business(),
                        state(rto.judgement()),
                        rtoBasis(rto)),
                new Recovery.Rpo(
                        rpo.target().orElse(t.rpo()),
                        rpo.achieved().or(rpo::pointAge),
                        state(rpo.judgement()),
                        rpoBasis(rpo)));
    }

    private static Judgement.State state(Figures.Judgement judgement) {
        return switch (judgement) {
            case MET -> Judgement.State.MET;
            case MISSED, NOT_ACHIEVED -> Judgement.State.MISSED;
            case NOT_EVALUABLE -> Judgement.State.NOT_EVALUABLE;
            case NOT_JUDGED -> Judgement.State.NOT_APPLICABLE;
        };
    }

    private static Text rtoBasis(Figures.Rto rto) {
        return switch (rto.judgement()) {
            case MET, MISSED -> Text.of(Words.BUNDLE, "drill.basis.rto");
            case NOT_ACHIEVED, NOT_EVALUABLE -> Text.of(Words.BUNDLE, "drill.basis.rto-not-reached");
            case NOT_JUDGED -> text("test.basis.not-judged");
        };
    }

    private static Text rpoBasis(Figures.Rpo rpo) {
        if (rpo.judgement() == Figures.Judgement.NOT_JUDGED) {
            return text("test.basis.not-judged");
        }
        return switch (rpo.basis()) {
            case NEWEST_DATA -> Text.of(Words.BUNDLE, "drill.basis.rpo-data");
            case RECOVERY_POINT_TIME -> Text.of(Words.BUNDLE, "drill.basis.rpo-point");
        };
    }

    private Integrity integrity() {
        return new Integrity(
                result.point().map(this::point).stream().toList(),
                sampling(),
                result.restored().map(this::restored),
                compared() ? Optional.of(checked()) : Optional.empty(),
                List.of(),
                result.probes().stream()
                        .map(p -> new Integrity.Probe(p.name(), p.expected(), p.observed(), p.state() == State.PASSED))
                        .toList());
    }

    private Integrity.Point point(RestoreTestResult.Point p) {
        Duration age = Duration.between(p.capturedAt(), result.clocks().incident());
        Map<RegionName, Long> from =
                result.restored().map(RestoreTestResult.Restored::bytesFrom).orElse(Map.of());
        return new Integrity.Point(
                p.snapshot().value(),
                Optional.empty(),
                p.capturedAt(),
                p.committedAt(),
                age.isNegative() ? Duration.ZERO : age,
                Optional.empty(),
                p.regions().stream().map(RegionName::value).sorted().toList(),
                from.entrySet().stream()
                        .collect(Collectors.toMap(e -> e.getKey().value(), Map.Entry::getValue)),
                Optional.empty());
    }

    private Text sampling() {
        if (result.draws().isEmpty()) {
            return result.request().snapshot().isPresent()
                    ? text("sampling.named")
                    : DrillReports.sampling(result.request().selection());
        }
        String draws = result.draws().stream().map(RestoreTestReports::drawn).collect(Collectors.joining("; "));
        return text("sampling.drawn", result.seed(), draws);
    }

    private static String drawn(Draw d) {
        return d.label() + " " + d.index() + "/" + d.candidates();
    }

    private boolean compared() {
        return result.objects().checked() > 0;
    }

    /** What is damaged stands with the comparison where there was one, else with the restore. */
    private Integrity.Restored restored(RestoreTestResult.Restored r) {
        boolean here = !compared();
        return new Integrity.Restored(
                result.point().map(RestoreTestResult.Point::entries).orElse(0L),
                result.point().map(RestoreTestResult.Point::bytes).orElse(0L),
                r.entries(),
                r.files(),
                r.bytes(),
                r.took(),
                here ? result.damageCount() : 0,
                here ? IntegrityOf.findings(result.damage()) : List.of(),
                0,
                List.of(),
                here ? result.observations().size() : 0,
                here ? IntegrityOf.findings(result.observations()) : List.of());
    }

    private Integrity.Checked checked() {
        return new Integrity.Checked(
                result.objects().checked(),
                result.restored().map(RestoreTestResult.Restored::files).orElse(0L),
                result.objects().bytesChecked(),
                result.damageCount(),
                IntegrityOf.findings(result.damage()),
                result.observations().size(),
                IntegrityOf.findings(result.observations()));
    }

    private List<Text> cleanUp() {
        return result.cleanUp().reasons().isEmpty() && result.cleanUp().state() == State.PASSED
                ? List.of(text("test.clean-up"))
                : result.cleanUp().reasons();
    }
}
