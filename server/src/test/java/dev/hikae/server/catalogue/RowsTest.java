package dev.hikae.server.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.Ids;
import dev.hikae.config.id.PlanName;
import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.RepositoryName;
import dev.hikae.config.id.RunId;
import dev.hikae.config.id.RunbookName;
import dev.hikae.config.id.SnapshotId;
import dev.hikae.config.plan.Schedule;
import dev.hikae.scheduler.Published;
import dev.hikae.scheduler.Run;
import dev.hikae.scheduler.RunState;
import dev.hikae.scheduler.SetClock;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RowsTest {
    private static final Instant T0 = Instant.parse("2026-04-01T00:00:00Z");
    private final SetClock clock = new SetClock("2026-04-01T00:00:00Z");
    private final Ids ids = new Ids(clock, new SecureRandom());
    private final DataFolder folder;
    private final Catalogue catalogue;

    RowsTest(@TempDir Path dir) {
        folder = DataFolder.hold(dir);
        catalogue = Catalogue.open(folder, clock);
    }

    @AfterEach
    void close() {
        catalogue.close();
        folder.close();
    }

    private RunId run() {
        RunId id = ids.run();
        assertTrue(new JdbiRunStore(catalogue)
                .plan(new Run(
                        id,
                        "drill",
                        "fire",
                        Optional.empty(),
                        T0,
                        T0,
                        "olga",
                        "{}",
                        RunState.PLANNED,
                        0,
                        1,
                        0,
                        0,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        false)));
        return id;
    }

    @Test
    void schedule_isReadAsSavedAndReplaced() {
        JdbiScheduleStore store = new JdbiScheduleStore(catalogue);
        Schedule nightly = new Schedule(
                "0 0 2 * * ?",
                ZoneId.of("Asia/Tokyo"),
                Duration.ofHours(2),
                Schedule.OnMissed.RUN_ONCE,
                3,
                Duration.ofMinutes(5));
        Published p = new Published("backup", "home", nightly, "{}", T0, T0.plusSeconds(9), Optional.empty());
        store.save(p);
        assertEquals(Optional.of(p), store.find("backup/home"));
        Published later =
                new Published("backup", "home", nightly, "{\"a\":1}", T0, T0.plusSeconds(99), Optional.of(T0));
        store.save(later);
        assertEquals(List.of(later), store.all());
        store.remove("backup/home");
        assertEquals(List.of(), store.all());
    }

    @Test
    void events_areReadFromANumberOn() {
        EventLog log = new EventLog(catalogue);
        RunId run = run();
        assertEquals(0, log.last(run));
        for (long seq : List.of(1L, 2L, 7L)) {
            log.append(new EventLog.Event(run, seq, T0, "step", "{\"n\":" + seq + "}"));
        }
        assertEquals(7, log.last(run));
        assertEquals(
                List.of("{\"n\":2}", "{\"n\":7}"),
                log.after(run, 1, 10).stream().map(EventLog.Event::data).toList());
    }

    @Test
    void revision_isMadeOnlyByAChange() {
        Revisions revisions = new Revisions(catalogue);
        var a = new Revisions.Draft(Revisions.Kind.PLAN, "home", "aa", "{\"v\":1}");
        var b = new Revisions.Draft(Revisions.Kind.PLAN, "home", "bb", "{\"v\":2}");
        assertEquals(1, revisions.apply(List.of(a), T0, "ann").getFirst().number());
        assertEquals(1, revisions.apply(List.of(a), T0, "bob").getFirst().number());
        assertEquals(2, revisions.apply(List.of(b), T0, "bob").getFirst().number());
        assertEquals(
                "{\"v\":2}",
                revisions.inForce(Revisions.Kind.PLAN, "home").orElseThrow().document());
        assertEquals(
                "{\"v\":1}",
                revisions.find(Revisions.Kind.PLAN, "home", 1).orElseThrow().document());
        revisions.withdraw(Revisions.Kind.PLAN, "home", T0, "ann");
        assertEquals(List.of(), revisions.inForce(Revisions.Kind.PLAN));
        assertEquals(2, revisions.apply(List.of(b), T0, "ann").getFirst().number());
        assertEquals(1, revisions.inForce(Revisions.Kind.PLAN).size());
    }

    @Test
    void testResult_givesItsCopyAState() {
        TestResults results = new TestResults(catalogue);
        SnapshotId snapshot = ids.snapshot();
        PlanName plan = new PlanName("home");
        RepositoryName repository = new RepositoryName("main");
        RegionName osaka = new RegionName("osaka");
        for (String verdict : List.of("failed", "passed")) {
            RunId run = run();
            results.save(
                    new TestResults.Result(
                            run,
                            plan,
                            repository,
                            Optional.of(snapshot),
                            Optional.of(osaka),
                            false,
                            verdict,
                            clock.instant(),
                            "{}"),
                    Optional.of(new TestResults.CopyState(
                            repository,
                            snapshot,
                            osaka,
                            plan,
                            verdict,
                            clock.instant(),
                            clock.instant().plusSeconds(60),
                            run)));
            clock.advance(Duration.ofHours(1));
        }
        assertEquals(2, results.ofPlan(plan, 10).size());
        assertEquals("passed", results.ofPlan(plan, 1).getFirst().verdict());
        assertEquals(
                List.of("passed"),
                results.copies(snapshot).stream()
                        .map(TestResults.CopyState::verdict)
                        .toList());
        assertEquals(osaka, results.lastVerified(plan).orElseThrow().region());
    }

    @Test
    void drillResult_isReadAsSaved() {
        DrillResults drills = new DrillResults(catalogue);
        var result = new DrillResults.Result(
                run(), new RunbookName("fire"), new PlanName("home"), "passed", T0, "{\"x\":1}");
        drills.save(result);
        assertEquals(Optional.of(result), drills.find(result.run()));
        assertEquals(List.of(result), drills.list(5));
    }

    private ApprovalRows.Approval question(ApprovalRows rows) {
        var a = new ApprovalRows.Approval(
                ids.next("apr_"),
                run(),
                "go",
                "fail over?",
                "olga",
                T0,
                T0.plusSeconds(600),
                ApprovalRows.State.PENDING,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        rows.ask(a);
        assertEquals(Optional.of(a), rows.find(a.id()));
        return a;
    }

    @Test
    void approval_isDecidedOnceAndInTime() {
        ApprovalRows rows = new ApprovalRows(catalogue);
        var first = question(rows);
        assertTrue(rows.decide(first.id(), ApprovalRows.State.APPROVED, "ann", T0.plusSeconds(1), "go"));
        assertFalse(rows.decide(first.id(), ApprovalRows.State.REJECTED, "bob", T0.plusSeconds(2), "no"));
        assertEquals(Optional.of("ann"), rows.find(first.id()).orElseThrow().decidedBy());
        var late = question(rows);
        assertFalse(rows.decide(late.id(), ApprovalRows.State.APPROVED, "ann", T0.plusSeconds(600), "late"));
        assertEquals(
                1,
                rows.list(Optional.of(ApprovalRows.State.PENDING), Optional.empty(), 9)
                        .size());
        assertTrue(rows.end(late.id(), ApprovalRows.State.EXPIRED, T0.plusSeconds(600)));
        assertEquals(List.of(late.id()), idsOf(rows.list(Optional.empty(), Optional.of(late.run()), 9)));
    }

    private static List<String> idsOf(List<ApprovalRows.Approval> approvals) {
        return approvals.stream().map(ApprovalRows.Approval::id).toList();
    }

    @Test
    void evidence_isFoundByIdRunAndTime() {
        EvidenceIndex index = new EvidenceIndex(catalogue);
        RunId run = run();
        var e = new EvidenceIndex.Evidence(
                ids.next("evd_"), run, "drill", "fire", "passed", T0, Path.of("/x/a.zip"), "ab", 12);
        index.add(e);
        clock.advance(Duration.ofSeconds(1));
        var f = new EvidenceIndex.Evidence(
                ids.next("evd_"), run, "drill", "fire", "passed", T0, Path.of("/x/b.zip"), "cd", 12);
        index.add(f);
        assertEquals(Optional.of(e), index.find(e.id()));
        assertEquals(Optional.of(f), index.ofRun(run));
        assertEquals(List.of(f, e), index.list(Optional.empty(), 9));
        assertEquals(List.of(e), index.list(Optional.of(f.id()), 9));
    }

    @Test
    void idempotencyKey_givesTheFirstAnswerForADay() {
        IdempotencyKeys keys = new IdempotencyKeys(catalogue, clock);
        assertInstanceOf(IdempotencyKeys.Begin.First.class, keys.begin("olga", "k", "h1"));
        assertInstanceOf(IdempotencyKeys.Begin.AtWork.class, keys.begin("olga", "k", "h1"));
        var answer = new IdempotencyKeys.Answer(202, Optional.of("/runs/1"), Optional.of("{}"));
        keys.answered("olga", "k", answer);
        assertEquals(new IdempotencyKeys.Begin.Again(answer), keys.begin("olga", "k", "h1"));
        HikaeException e = assertThrows(HikaeException.class, () -> keys.begin("olga", "k", "h2"));
        assertEquals("HKE-6507", e.code().id());
        assertInstanceOf(IdempotencyKeys.Begin.First.class, keys.begin("bob", "k", "h2"));
        keys.failed("bob", "k");
        assertInstanceOf(IdempotencyKeys.Begin.First.class, keys.begin("bob", "k", "h3"));
        clock.advance(Duration.ofHours(25));
        assertInstanceOf(IdempotencyKeys.Begin.First.class, keys.begin("olga", "k", "h2"));
    }

    @Test
    void alert_waitsForEachOfItsTargets() {
        AlertLog log = new AlertLog(catalogue);
        var alert = new AlertLog.Alert(
                ids.next("alr_"), T0, "critical", "run.failed", "backup", "home", Optional.of(run()), "{}");
        log.raise(alert, List.of("http://a", "http://b"));
        assertEquals(List.of(alert), log.list(9));
        assertEquals(2, log.due(T0, 9).size());
        assertEquals(1, new RunFigures(catalogue).undelivered(T0));
        assertEquals(0, new RunFigures(catalogue).undelivered(T0.plusMillis(1)));
        AlertLog.Delivery first = log.due(T0, 1).getFirst();
        log.save(new AlertLog.Delivery(
                first.alert(), first.target(), 1, T0, Optional.empty(), Optional.of(T0), Optional.empty()));
        assertEquals(1, log.due(T0, 9).size());
        assertEquals(
                List.of(1, 0),
                log.deliveries(alert.id()).stream()
                        .map(AlertLog.Delivery::attempts)
                        .toList());
        AlertLog.Delivery second = log.due(T0, 1).getFirst();
        log.save(new AlertLog.Delivery(
                second.alert(), second.target(), 1, T0, Optional.empty(), Optional.of(T0), Optional.empty()));
        assertEquals(0, new RunFigures(catalogue).undelivered(T0));
    }
}
