package dev.hikae.drills.report;

import dev.hikae.config.id.PlanName;
import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.RepositoryName;
import dev.hikae.config.id.RunId;
import dev.hikae.config.id.RunbookName;
import dev.hikae.config.id.SnapshotId;
import dev.hikae.config.plan.Objectives;
import dev.hikae.config.plan.Plan;
import dev.hikae.config.plan.RestoreTestPolicy;
import dev.hikae.config.plan.RestoreTestPolicy.Selection;
import dev.hikae.config.plan.Retention;
import dev.hikae.config.plan.Schedule;
import dev.hikae.config.plan.Source;
import dev.hikae.config.repository.KeySource;
import dev.hikae.config.repository.Location;
import dev.hikae.config.repository.RepositoryConfig;
import dev.hikae.config.runbook.DrillType;
import dev.hikae.config.runbook.Runbook;
import dev.hikae.config.runbook.Step;
import dev.hikae.config.runbook.Step.Action;
import dev.hikae.config.text.Text;
import dev.hikae.drills.register.Population;
import dev.hikae.drills.run.ApprovalRecord;
import dev.hikae.drills.run.Clocks;
import dev.hikae.drills.run.DrillEvent;
import dev.hikae.drills.run.DrillRequest;
import dev.hikae.drills.run.DrillResult;
import dev.hikae.drills.run.Judgement;
import dev.hikae.drills.run.StepResult;
import dev.hikae.drills.run.StepState;
import dev.hikae.engine.Comparison;
import dev.hikae.engine.RawPath;
import dev.hikae.engine.RepositoryInfo;
import dev.hikae.engine.RestoreResult;
import dev.hikae.engine.Snapshot;
import dev.hikae.verify.Verdict;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** A region-loss drill that passed, written by hand: every section has something to show. */
final class SampleDrill {
    static final Instant START = Instant.parse("2026-11-20T01:00:00.123Z");
    static final RegionName TOKYO = new RegionName("tokyo");
    static final RegionName OSAKA = new RegionName("osaka");
    static final RunId RUN = new RunId("run_019ab3c0-0000-7000-8000-000000000007");

    private SampleDrill() {}

    static Report report() {
        return DrillReports.build(result("東京リージョン喪失訓練（第 3 四半期）"), context());
    }

    static Report titled(String title) {
        return DrillReports.build(result(title), context());
    }

    static ReportContext context() {
        var verification = new Verification(
                Optional.of("3f9a".repeat(16)), Verification.Tsa.BUILT_IN, Optional.empty(), Optional.of(41L));
        var installation = new ReportContext.Installation(
                "0.1.0",
                Optional.of("0762cf1"),
                Optional.empty(),
                "OpenJDK 25",
                "Linux 6.12",
                Optional.of("backup-01"),
                Optional.of("77aa".repeat(16)));
        return new ReportContext(
                "evd_019ab3c0-0000-7000-8000-000000000009",
                "DRILL-2026-0007",
                Optional.of("例示株式会社"),
                START.plusSeconds(400),
                plan(),
                Optional.of(3L),
                repository(),
                new RepositoryInfo("9f3c2a", 1, TOKYO, List.of(TOKYO, OSAKA), 2, "SHA256:n4bQgYhMfWWaL"),
                verification,
                Optional.of("register:41"),
                new Programme(
                        Optional.of("2026 年度"),
                        Optional.of(Instant.parse("2026-10-01T00:00:00Z")),
                        Optional.of(Instant.parse("2026-12-31T00:00:00Z")),
                        List.of(new Programme.Coverage(Programme.Subject.REGIONS, 1, 2, List.of("osaka")))),
                Optional.of(new Population(
                        START.minusSeconds(86400),
                        START,
                        48,
                        "9ab1".repeat(16),
                        Map.of(
                                Population.Count.PLANNED,
                                12L,
                                Population.Count.SUCCEEDED,
                                11L,
                                Population.Count.MISSED,
                                1L),
                        List.of(new Population.Gap(RUN, Population.Gap.Reason.STARTED_WITHOUT_END, START)))),
                List.of(),
                List.of(),
                List.of(),
                List.of(new EvidenceFile("raw/events.jsonl", "ab12".repeat(16), 20480, "dev.hikae.drills.run", "")),
                installation);
    }

    static Plan plan() {
        return new Plan(
                new PlanName("orders"),
                "受注システムのファイル",
                new Source.Files(List.of(Path.of("/srv/orders")), List.of(), false, List.of()),
                new Schedule(
                        "0 0 * * * ?",
                        ZoneId.of("Asia/Tokyo"),
                        Duration.ofHours(1),
                        Schedule.OnMissed.RUN_ONCE,
                        1,
                        Duration.ofMinutes(1)),
                new Objectives(Duration.ofMinutes(30), Duration.ofHours(1)),
                new Retention(
                        OptionalInt.of(24),
                        OptionalInt.empty(),
                        OptionalInt.empty(),
                        OptionalInt.empty(),
                        OptionalInt.empty(),
                        OptionalInt.empty()),
                new RepositoryName("main"),
                new RestoreTestPolicy(
                        Optional.empty(),
                        new Selection.Newest(),
                        new RestoreTestPolicy.RegionChoice.Any(),
                        List.of(),
                        Duration.ofDays(7)));
    }

    static RepositoryConfig repository() {
        return new RepositoryConfig(
                new RepositoryName("main"),
                List.of(
                        new RepositoryConfig.Region(TOKYO, new Location.Folder(Path.of("/var/lib/hikae/tokyo"))),
                        new RepositoryConfig.Region(OSAKA, new Location.Folder(Path.of("/var/lib/hikae/osaka")))),
                TOKYO,
                2,
                new KeySource.KeyFile(Path.of("/etc/hikae/key")));
    }

    static Snapshot snapshot() {
        return new Snapshot(
                new SnapshotId("snap_019ab3bf-0000-7000-8000-000000000001"),
                Optional.of("orders"),
                "orders-01",
                List.of(RawPath.of("/srv/orders")),
                START.minusSeconds(1810),
                START.minusSeconds(1790),
                true,
                new Snapshot.Totals(5310, 5000, 1_234_567_890L, 1_000_000, 500_000),
                Set.of(TOKYO, OSAKA));
    }

    static DrillResult result(String title) {
        var steps = new ArrayList<StepResult>();
        steps.add(ran("down", "東京リージョンを停止", new Action.RegionDown(TOKYO), 0, 1, "region.down", TOKYO));
        steps.add(ran(
                "approve",
                "復旧の開始を承認",
                new Action.Approval("大阪から復旧してよいですか"),
                1,
                95,
                "approval.approved",
                "suzuki",
                "手順どおり進めてください"));
        steps.add(ran(
                "restore",
                "大阪から復旧",
                new Action.Restore(new Selection.Newest(), Optional.of(OSAKA), List.of()),
                96,
                180,
                "restore.done",
                5310,
                1234567890L,
                snapshot().id(),
                Duration.ofSeconds(84)));
        steps.add(ran("compare", "全ファイルを照合", new Action.Compare(), 180, 230, "compare.same", 5310, 1234567890L));
        steps.add(ran(
                "health",
                "ヘルスチェック <200 & \"ok\">",
                new Action.HttpCheck(URI.create("http://127.0.0.1:8080/health"), 200, Optional.empty()),
                230,
                231,
                "http.ok",
                200));
        steps.add(new StepResult(
                step("note", "連絡網の確認", new Action.Note("電話連絡は今回対象外"), false),
                StepState.NOT_RUN,
                Optional.empty(),
                Optional.empty(),
                Duration.ZERO,
                0,
                Text.of(Words.BUNDLE, "drill.not-run.after", "連絡")));
        steps.add(ran("clean", "隔離環境の破棄", new Action.CleanUp(), 240, 244, "clean-up.done", 5312, 1));
        var request = new DrillRequest(
                RUN,
                new Runbook(
                        new RunbookName("tokyo-loss"),
                        title,
                        "東京リージョンが全面的に失われ、大阪リージョンの複製から受注システムを復旧する。",
                        DrillType.TEST_FAILOVER,
                        new PlanName("orders"),
                        Optional.empty(),
                        List.of(new Runbook.Exclusion("決済ネットワーク", "外部事業者の同意が必要なため")),
                        steps.stream().map(StepResult::step).toList()),
                new Objectives(Duration.ofMinutes(30), Duration.ofHours(1)),
                "11bb".repeat(16),
                "22cc".repeat(16),
                "tanaka",
                List.of());
        var clocks = new Clocks(
                START,
                START.plusSeconds(95),
                Optional.of(START.plusSeconds(96)),
                Optional.of(START.plusSeconds(231)),
                Optional.empty(),
                Optional.of(snapshot().capturedAt()),
                Duration.ofSeconds(1));
        var recovery = new DrillResult.Recovery(
                snapshot(),
                List.of(OSAKA),
                new RestoreResult(
                        5310,
                        5000,
                        1_234_567_890L,
                        Map.of(OSAKA, 600_000_000L),
                        List.of(),
                        List.of(),
                        List.of(),
                        Duration.ofSeconds(84)),
                Optional.of(new Comparison(5310, 5000, 1_234_567_890L, List.of(), 0, List.of())),
                List.of());
        var judgement = new Judgement(
                Verdict.PASSED,
                new Judgement.Objective(
                        Duration.ofMinutes(30),
                        clocks.businessRto(),
                        Judgement.State.MET,
                        Text.of(Words.BUNDLE, "drill.basis.rto")),
                new Judgement.Objective(
                        Duration.ofHours(1),
                        clocks.rpo(),
                        Judgement.State.MET,
                        Text.of(Words.BUNDLE, "drill.basis.rpo-point")),
                List.of(
                        Text.of(Words.BUNDLE, "drill.reason.all-held", 5),
                        Text.of(Words.BUNDLE, "drill.reason.rto-met", Duration.ofSeconds(231), Duration.ofMinutes(30)),
                        Text.of(Words.BUNDLE, "drill.reason.rpo-met", Duration.ofSeconds(1810), Duration.ofHours(1))));
        return new DrillResult(
                request,
                START,
                START.plusSeconds(244),
                steps,
                events(steps),
                List.of(new ApprovalRecord(
                        "approve",
                        "大阪から復旧してよいですか",
                        "tanaka",
                        START.plusSeconds(1),
                        START.plusSeconds(601),
                        ApprovalRecord.Outcome.APPROVED,
                        Optional.of("suzuki"),
                        Optional.of("手順どおり進めてください"),
                        Optional.of(START.plusSeconds(95)))),
                List.of(TOKYO),
                clocks,
                Optional.of(recovery),
                new DrillResult.CleanUp(5312, 1, true, true, Optional.empty()),
                false,
                judgement);
    }

    private static List<DrillEvent> events(List<StepResult> steps) {
        var events = new ArrayList<DrillEvent>();
        for (StepResult s : steps) {
            s.startedAt()
                    .ifPresent(at -> events.add(new DrillEvent(
                            events.size() + 1L,
                            at,
                            DrillEvent.Kind.STEP_STARTED,
                            Optional.of(s.step().id()),
                            DrillEvent.RUNNER,
                            Text.of(Words.BUNDLE, "drill.step.started", 1))));
            s.endedAt()
                    .ifPresent(at -> events.add(new DrillEvent(
                            events.size() + 1L,
                            at,
                            DrillEvent.Kind.STEP_SUCCEEDED,
                            Optional.of(s.step().id()),
                            DrillEvent.RUNNER,
                            s.detail())));
        }
        return events;
    }

    private static StepResult ran(
            String id, String title, Action action, long from, long to, String text, Object... params) {
        return new StepResult(
                step(id, title, action, true),
                StepState.SUCCEEDED,
                Optional.of(START.plusSeconds(from)),
                Optional.of(START.plusSeconds(to)),
                Duration.ofSeconds(to - from),
                1,
                Text.of(Words.BUNDLE, "drill." + text, params));
    }

    private static Step step(String id, String title, Action action, boolean criterion) {
        return new Step(id, title, List.of(), Duration.ofMinutes(10), 0, criterion, false, action);
    }
}
