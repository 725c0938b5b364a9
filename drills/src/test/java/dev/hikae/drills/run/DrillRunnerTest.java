package dev.hikae.drills.run;

import static dev.hikae.drills.run.DrillRig.START;
import static dev.hikae.drills.run.DrillRig.newest;
import static dev.hikae.drills.run.DrillRig.of;
import static dev.hikae.drills.run.DrillRig.shell;
import static dev.hikae.drills.run.FakeRepository.OSAKA;
import static dev.hikae.drills.run.FakeRepository.TOKYO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.config.plan.Probe;
import dev.hikae.config.plan.RestoreTestPolicy.Selection;
import dev.hikae.config.runbook.DrillType;
import dev.hikae.config.runbook.Step.Action;
import dev.hikae.drills.DrillError;
import dev.hikae.verify.Verdict;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DrillRunnerTest {
    private Path folder;
    private DrillRig rig;

    @BeforeEach
    void makeRig(@TempDir Path temp) {
        folder = temp;
        rig = new DrillRig(folder.resolve("sandboxes"));
        rig.repository.add(1, START.minus(Duration.ofMinutes(40)), TOKYO, OSAKA);
    }

    @Test
    void regionLoss_isRecoveredFromTheOtherRegionAndTimed() throws IOException {
        rig.repository.add(2, START.minus(Duration.ofMinutes(10)), TOKYO);
        rig.repository.state().onRestore = () -> rig.pass(Duration.ofSeconds(60));
        rig.repository.state().onCompare = () -> rig.pass(Duration.ofSeconds(20));
        rig.repository.state().behindFor.set(2);
        rig.approvals = request -> {
            rig.pass(Duration.ofSeconds(95));
            return new Approvals.Answer.Approved("suzuki", "go", rig.now());
        };
        HttpServer server = server(new AtomicInteger());
        try {
            rig.criterion("down", new Action.RegionDown(TOKYO))
                    .criterion("decide", new Action.Approval("Recover from osaka?"), "down")
                    .with(Duration.ofMinutes(10), 0)
                    .criterion("restore", newest(), "decide")
                    .criterion("compare", new Action.Compare(), "restore")
                    .criterion("health", health(server), "compare")
                    .criterion("content", shell("cat \"$HIKAE_SANDBOX/orders.txt\""), "restore")
                    .always("up", new Action.RegionUp(TOKYO))
                    .always("catch-up", new Action.CatchUp())
                    .always("clean", new Action.CleanUp())
                    .observation("note", new Action.Note("done"));
            DrillResult result = rig.run();

            assertEquals(Verdict.PASSED, result.verdict(), () -> result.steps().toString());
            assertTrue(result.steps().stream().allMatch(StepResult::succeeded));
            assertEquals(
                    "snap_019ab3bf-0000-7000-8000-000000000001",
                    result.recovery().orElseThrow().point().id().value(),
                    "the newest point that osaka alone can restore");
            assertEquals(START, result.clocks().incident());
            assertEquals(Duration.ofSeconds(95), result.clocks().decisionTime());
            assertEquals(Optional.of(Duration.ofSeconds(175)), result.clocks().businessRto());
            assertEquals(Optional.of(Duration.ofSeconds(80)), result.clocks().executionRto());
            assertEquals(Optional.of(Duration.ofSeconds(80)), result.clocks().machineTime());
            assertEquals(
                    Optional.of(Duration.ofMinutes(40)),
                    result.judgement().rpo().achieved());
            assertEquals(
                    "drill.basis.rpo-point", result.judgement().rpo().basis().key());
            assertEquals(List.of(TOKYO), result.simulatedDown());
            assertTrue(result.cleanUp().gone() && result.cleanUp().byStep());
            assertNothingLeft();
            assertEquals(rig.streamed, result.events());
            assertEquals(
                    LongStream.rangeClosed(1, result.events().size()).boxed().toList(),
                    result.events().stream().map(DrillEvent::seq).toList());
        } finally {
            server.stop(0);
        }
    }

    @Test
    void failedCriterion_stopsAllButTheStepsThatAlwaysRun() {
        rig.repository.state().restoredContent = "damaged";
        rig.criterion("restore", newest())
                .criterion("compare", new Action.Compare(), "restore")
                .criterion("health", shell("true"), "compare")
                .observation("note", new Action.Note("x"))
                .always("clean", new Action.CleanUp());
        DrillResult result = rig.run();

        assertEquals(Verdict.FAILED, result.verdict());
        assertEquals(StepState.FAILED, of(result, "compare").state());
        assertEquals(StepState.NOT_RUN, of(result, "health").state());
        assertEquals("drill.not-run.stopped", of(result, "health").detail().key());
        assertEquals(List.of("compare"), of(result, "note").detail().params());
        assertEquals(StepState.SUCCEEDED, of(result, "clean").state());
        assertEquals(Optional.empty(), result.clocks().businessRto());
        assertEquals(Judgement.State.MISSED, result.judgement().rto().state());
        assertEquals(Judgement.State.NOT_EVALUABLE, result.judgement().rpo().state());
        assertNothingLeft();
    }

    @Test
    void failedObservation_stopsOnlyWhatWaitsForIt() {
        rig.criterion("restore", newest())
                .observation("look", shell("exit 3"))
                .observation("deeper", shell("true"), "look")
                .criterion("compare", new Action.Compare(), "restore");
        DrillResult result = rig.run();

        assertEquals(Verdict.PASSED, result.verdict());
        assertEquals(StepState.FAILED, of(result, "look").state());
        assertEquals("drill.not-run.after", of(result, "deeper").detail().key());
        assertFalse(result.cleanUp().byStep(), "the runner cleans up what no step did");
        assertNothingLeft();
    }

    @Test
    void approvalByTheStarter_isRefused() {
        rig.approvals = r -> new Approvals.Answer.Approved(DrillRig.STARTER, "me", r.requestedAt());
        rig.observation("decide", new Action.Approval("?")).criterion("restore", newest(), "decide");
        DrillResult result = rig.run();

        assertEquals(StepState.FAILED, of(result, "decide").state());
        assertEquals(StepState.NOT_RUN, of(result, "restore").state());
        assertEquals(
                ApprovalRecord.Outcome.REFUSED_SELF,
                result.approvals().getFirst().outcome());
        assertEquals(Verdict.INCONCLUSIVE, result.verdict());
    }

    @Test
    void rejectedAndExpiredApprovals_stopTheDrill() {
        rig.criterion("decide", new Action.Approval("?")).with(Duration.ofMinutes(5), 3);
        rig.approvals = r -> new Approvals.Answer.Rejected("suzuki", "not today", r.requestedAt());
        DrillResult rejected = rig.run();
        assertEquals("drill.approval.rejected", of(rejected, "decide").detail().key());
        assertEquals(1, of(rejected, "decide").attempts(), "a person's no is not asked again");
        assertEquals(Verdict.FAILED, rejected.verdict());

        rig.approvals = r ->
                new Approvals.Answer.Approved("suzuki", "late", r.expiresAt().plusSeconds(1));
        DrillResult expired = rig.run();
        assertEquals(
                ApprovalRecord.Outcome.EXPIRED, expired.approvals().getFirst().outcome());
        assertEquals(Verdict.FAILED, expired.verdict());
    }

    @Test
    void stepBeyondItsTimeLimit_failsAndItsProgramIsEnded() throws Exception {
        Path pid = folder.resolve("pid");
        rig.criterion("slow", shell("echo $$ > " + pid + "; sleep 600")).with(Duration.ofMillis(700), 0);
        DrillResult result = rig.run();

        assertEquals("drill.step.timeout", of(result, "slow").detail().key());
        assertEquals(Verdict.FAILED, result.verdict());
        long id = Long.parseLong(Files.readString(pid).strip());
        assertFalse(ProcessHandle.of(id).map(ProcessHandle::isAlive).orElse(false));
    }

    @Test
    void failedAttempt_isTriedAgain() throws IOException {
        var requests = new AtomicInteger(-2);
        HttpServer server = server(requests);
        try {
            rig.criterion("restore", newest())
                    .criterion("health", health(server), "restore")
                    .with(Duration.ofSeconds(5), 3);
            DrillResult result = rig.run();
            assertEquals(3, of(result, "health").attempts());
            assertEquals(Verdict.PASSED, result.verdict());
            assertEquals(
                    4,
                    result.events().stream()
                            .filter(e -> e.kind() == DrillEvent.Kind.STEP_RETRIED)
                            .count(),
                    "each with its reason");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void httpCheck_failsOnOtherStatusBodyAndNoAnswer() throws IOException {
        HttpServer server = server(new AtomicInteger(-1));
        URI url = url(server);
        rig.observation("status", new Action.HttpCheck(url, 200, Optional.empty()))
                .observation("body", new Action.HttpCheck(url, 200, Optional.of("absent")));
        DrillResult result = rig.run();
        server.stop(0);
        assertEquals(List.of("503", "200"), of(result, "status").detail().params());
        assertEquals("drill.http.body", of(result, "body").detail().key());
        assertEquals("drill.http.unreachable", of(rig.run(), "status").detail().key());
    }

    @Test
    void cancelledDrill_endsAndCleansUp() {
        var cancelled = new AtomicBoolean();
        rig.cancellation = cancelled::get;
        rig.repository.state().onRestore = () -> cancelled.set(true);
        rig.criterion("restore", newest())
                .criterion("wait", new Action.Wait(Duration.ofMinutes(10)), "restore")
                .always("clean", new Action.CleanUp());
        DrillResult result = rig.run();

        assertTrue(result.cancelled());
        assertEquals(Verdict.INCONCLUSIVE, result.verdict());
        assertEquals(StepState.NOT_RUN, of(result, "wait").state());
        assertEquals(StepState.SUCCEEDED, of(result, "clean").state());
        assertNothingLeft();
    }

    @Test
    void pointCommittedAfterTheIncident_doesNotCount() {
        rig.criterion("down", new Action.RegionDown(TOKYO)).criterion("restore", newest(), "down");
        rig.repository.add(3, START.plusSeconds(1), OSAKA);
        assertEquals(
                START.minus(Duration.ofMinutes(40)),
                rig.run().clocks().recoveryPoint().orElseThrow());

        rig.repository.state().snapshots.removeFirst();
        DrillResult none = rig.run();
        assertEquals(
                "error." + DrillError.NO_POINT.id(),
                of(none, "restore").detail().key());
        assertEquals(Verdict.FAILED, none.verdict());
    }

    @Test
    void programLeftBehind_isEndedByTheCleanUp() throws IOException {
        Path pid = folder.resolve("pid");
        rig.criterion("serve", shell("setsid sleep 600 & echo $! > " + pid)).always("clean", new Action.CleanUp());
        DrillResult result = rig.run();

        assertEquals(StepState.SUCCEEDED, of(result, "serve").state());
        assertTrue(result.cleanUp().processes() >= 1, () -> result.cleanUp().toString());
        long id = Long.parseLong(Files.readString(pid).strip());
        assertFalse(ProcessHandle.of(id).map(ProcessHandle::isAlive).orElse(false));
        assertNothingLeft();
    }

    @Test
    void command_seesTheSandboxAndNoSecrets() {
        rig.criterion("restore", newest())
                .criterion(
                        "look",
                        new Action.Command(
                                List.of("sh", "-c", "pwd; env | cut -d= -f1 | sort | tr '\\n' ' '"),
                                0,
                                Optional.of("HIKAE_RUN HIKAE_SANDBOX")),
                        "restore")
                .observation("none", new Action.Command(List.of("/no/such/program"), 0, Optional.empty()));
        DrillResult result = rig.run();
        assertEquals(StepState.SUCCEEDED, of(result, "look").state(), () -> of(result, "look")
                .toString());
        assertEquals(StepState.NOT_EVALUABLE, of(result, "none").state());
    }

    @Test
    void negativeControl_passesOnlyWhenTheDamageIsFound() {
        rig.type = DrillType.NEGATIVE_CONTROL;
        rig.criterion("restore", newest()).criterion("compare", new Action.Compare(), "restore");
        assertEquals(Verdict.FAILED, rig.run().verdict());
        rig.repository.state().restoredContent = "damaged";
        assertEquals(Verdict.PASSED, rig.run().verdict());
        rig.repository.state().snapshots.clear();
        assertEquals(Verdict.INCONCLUSIVE, rig.run().verdict());
    }

    @Test
    void freshnessProbe_decidesTheRpo() {
        rig.criterion("restore", newest());
        rig.freshness.add(
                new Probe.Freshness("last order", List.of("echo", "2026-11-19T23:30:00Z"), Duration.ofSeconds(5)));
        DrillResult result = rig.run();
        assertEquals(
                Optional.of(Duration.ofMinutes(90)), result.judgement().rpo().achieved());
        assertEquals(Judgement.State.MISSED, result.judgement().rpo().state());
        assertEquals(Verdict.FAILED, result.verdict());

        rig.freshness.set(0, new Probe.Freshness("last order", List.of("echo", "never"), Duration.ofSeconds(5)));
        DrillResult unknown = rig.run();
        assertEquals(Judgement.State.NOT_EVALUABLE, unknown.judgement().rpo().state());
        assertEquals(Verdict.INCONCLUSIVE, unknown.verdict());
    }

    @Test
    void pointDrawnAtRandom_reportsItsAgeWithoutAnRpo() {
        rig.criterion(
                "restore",
                new Action.Restore(new Selection.RandomWithin(Duration.ofDays(7)), Optional.of(OSAKA), List.of()));
        DrillResult result = rig.run();
        assertEquals(Judgement.State.NOT_APPLICABLE, result.judgement().rpo().state());
        assertEquals(
                Optional.of(Duration.ofMinutes(40)), result.judgement().rpo().achieved());
        assertEquals(Verdict.PASSED, result.verdict());
    }

    @Test
    void nothingToCompare_isInconclusive() {
        rig.criterion("compare", new Action.Compare());
        DrillResult result = rig.run();
        assertEquals(StepState.NOT_EVALUABLE, of(result, "compare").state());
        assertEquals(Verdict.INCONCLUSIVE, result.verdict());
    }

    @Test
    void runbookWithoutCriteria_isInconclusive() {
        rig.observation("restore", newest());
        assertEquals(Verdict.INCONCLUSIVE, rig.run().verdict());
    }

    @Test
    void tabletop_isJudgedWithoutObjectives() {
        rig.type = DrillType.TABLETOP;
        rig.criterion("talk", new Action.Approval("Did everybody know whom to call?"));
        DrillResult result = rig.run();
        assertEquals(Verdict.PASSED, result.verdict());
        assertEquals(Judgement.State.NOT_APPLICABLE, result.judgement().rto().state());
    }

    @Test
    void catchUpThatNeverEnds_failsByItsTimeLimit() {
        rig.repository.state().behindFor.set(Integer.MAX_VALUE);
        rig.criterion("catch-up", new Action.CatchUp()).with(Duration.ofMillis(300), 0);
        assertEquals("drill.step.timeout", of(rig.run(), "catch-up").detail().key());
    }

    @Test
    void unknownRegion_failsWithTheRegionsThereAre() {
        rig.criterion("down", new Action.RegionDown(new RegionName("kyoto")));
        assertEquals(
                List.of("kyoto", "tokyo, osaka"), of(rig.run(), "down").detail().params());
    }

    @Test
    void stepsInACircle_areRefusedBeforeAnythingRuns() {
        rig.criterion("a", shell("true"), "b").criterion("b", shell("true"), "a");
        var e = assertThrows(HikaeException.class, rig::run);
        assertEquals(DrillError.STEPS_CIRCULAR, e.code());
        rig.steps.clear();
        rig.criterion("a", shell("true"), "x");
        assertEquals(
                DrillError.STEP_UNKNOWN,
                assertThrows(HikaeException.class, rig::run).code());
        assertTrue(rig.streamed.isEmpty());
    }

    @Test
    void stepWrittenBeforeWhatItWaitsFor_runsAfterIt() {
        rig.criterion("compare", new Action.Compare(), "restore").criterion("restore", newest());
        DrillResult result = rig.run();
        assertEquals(Verdict.PASSED, result.verdict());
        assertEquals("compare", result.steps().getFirst().step().id(), "results keep the runbook's order");
    }

    private void assertNothingLeft() {
        String[] left = rig.sandboxes.toFile().list();
        assertEquals(0, left == null ? 0 : left.length);
    }

    /** Answers 503 while the count is below zero. */
    private static HttpServer server(AtomicInteger count) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/health", exchange -> {
            byte[] body = "up".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(count.getAndIncrement() < 0 ? 503 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static URI url(HttpServer server) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/health");
    }

    private static Action.HttpCheck health(HttpServer server) {
        return new Action.HttpCheck(url(server), 200, Optional.of("up"));
    }
}
