package dev.hikae.server.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.PlanName;
import dev.hikae.config.id.RepositoryName;
import dev.hikae.config.id.RunbookName;
import dev.hikae.config.json.Json;
import dev.hikae.config.load.Configuration;
import dev.hikae.drills.register.Population;
import dev.hikae.engine.RegionStatus;
import dev.hikae.engine.file.ReadGate;
import dev.hikae.scheduler.Run;
import dev.hikae.scheduler.RunState;
import dev.hikae.scheduler.RunStore;
import dev.hikae.server.catalogue.ApprovalRows;
import dev.hikae.server.catalogue.EventLog.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The works on the real engine, register and evidence. */
final class LoopTest {
    private static final PlanName DOCS = new PlanName("docs");
    private static final RepositoryName MAIN = new RepositoryName("main");
    private final Path home;

    LoopTest(@TempDir Path home) throws IOException {
        this.home = home;
        Random random = new Random(7);
        Path folder = Files.createDirectories(home.resolve("source/folder"));
        for (int i = 0; i < 30; i++) {
            byte[] content = new byte[random.nextInt(60_000)];
            random.nextBytes(content);
            Files.write(folder.resolve("file-" + i), content);
        }
        Files.writeString(home.resolve("source/メモ.txt"), "控え");
    }

    private static JsonNode outcome(Run run) {
        return Json.parse(run.outcome().orElseThrow());
    }

    private static Run backup(Installation at) {
        return at.ended(at.machinery.service().backup(DOCS, "olga").id());
    }

    private static void assertSucceeded(Run run) {
        assertEquals(RunState.SUCCEEDED, run.state(), () -> run.error().orElse(run.toString()));
    }

    @Test
    void wholeLoop_backsUpReplicatesRestoresTestsAndDrills() throws Exception {
        try (Webhook webhook = new Webhook();
                Installation at = new Installation(home, List.of(webhook.uri()))) {
            Applying.Applied applied = at.apply();
            assertEquals(List.of(MAIN), applied.made());
            assertTrue(Files.size(at.machinery.repositories().kit(MAIN)) > 100);

            Run first = backup(at);
            assertSucceeded(first);
            assertEquals(31, outcome(first).path("files").asInt());
            assertTrue(outcome(first).path("complete").asBoolean());
            caughtUp(at);

            Files.delete(at.source.resolve("folder/file-3"));
            Run second = backup(at);
            assertSucceeded(second);
            assertTrue(outcome(second).path("bytes_new").asLong()
                    < outcome(first).path("bytes_new").asLong() / 4);
            caughtUp(at);

            restoresADeletedFile(at, outcome(first).path("snapshot").asText());
            testsARemoteCopy(at);
            drills(at);
            noAlert(webhook);

            RunRegisterFacts.assertReconciled(at);
        }
    }

    private static void caughtUp(Installation at) {
        Installation.await(() -> at.machinery
                .repositories()
                .read(
                        MAIN,
                        "olga",
                        r -> r.regionStatus().stream()
                                        .mapToLong(RegionStatus::snapshotsBehind)
                                        .sum()
                                == 0));
    }

    private static void noAlert(Webhook webhook) {
        assertEquals(List.of(), webhook.received);
    }

    private static void restoresADeletedFile(Installation at, String snapshot) throws IOException {
        Path target = at.restores.resolve("one");
        String path = at.source.resolve("folder/file-3").toString();
        var order = new RunService.RestoreOrder(
                Optional.empty(), snapshot, List.of(path), target.toString(), true, false, Optional.empty(), true);
        Run dry = at.ended(at.machinery.service().restore(order, "olga").id());
        assertSucceeded(dry);
        assertEquals(1, outcome(dry).path("files").asInt());
        assertFalse(Files.exists(target));

        var real = new RunService.RestoreOrder(
                Optional.of(MAIN), snapshot, List.of(path), target.toString(), false, false, Optional.empty(), true);
        Run restored = at.ended(at.machinery.service().restore(real, "olga").id());
        assertSucceeded(restored);
        assertTrue(outcome(restored).path("comparison").path("same").asBoolean());
        assertTrue(Files.exists(target.resolve("file-3")));

        var outside = new RunService.RestoreOrder(
                Optional.of(MAIN),
                snapshot,
                List.of(),
                at.home.resolve("elsewhere").toString(),
                false,
                false,
                Optional.empty(),
                true);
        HikaeException e =
                assertThrows(HikaeException.class, () -> at.machinery.service().restore(outside, "olga"));
        assertEquals("HKE-6304", e.code().id());
    }

    private static void testsARemoteCopy(Installation at) throws IOException {
        var order = new RunService.TestOrder(DOCS, Optional.empty(), Optional.empty(), false);
        Run test = at.ended(at.machinery.service().restoreTest(order, "olga").id());
        assertSucceeded(test);
        assertEquals("passed", outcome(test).path("verdict").asText());
        assertTrue(at.machinery.testResults().lastVerified(DOCS).isPresent());
        var evidence = at.machinery.evidence().ofRun(test.id()).orElseThrow();
        assertEquals(outcome(test).path("evidence").asText(), evidence.id());
        BundleFacts.assertVerifies(evidence.file(), at.pki);

        var control = new RunService.TestOrder(DOCS, Optional.empty(), Optional.empty(), true);
        Run controlled =
                at.ended(at.machinery.service().restoreTest(control, "olga").id());
        assertSucceeded(controlled);
        assertEquals("failed", outcome(controlled).path("test").path("verdict").asText());
        assertEquals(
                "passed", at.machinery.testResults().ofPlan(DOCS, 2).getLast().verdict());
    }

    private static void drills(Installation at) throws Exception {
        DrillApprovals approvals = at.machinery.service().approvals();
        Run drill = at.machinery.service().drill(new RunbookName("loss"), "olga");
        Installation.await(() -> !pending(approvals).isEmpty());
        String id = pending(approvals).getFirst().id();
        HikaeException own = assertThrows(HikaeException.class, () -> approvals.decide(id, "olga", true, "me"));
        assertEquals("HKE-6311", own.code().id());
        approvals.decide(id, "pia", true, "go ahead");
        HikaeException twice = assertThrows(HikaeException.class, () -> approvals.decide(id, "pia", false, "no"));
        assertEquals("HKE-6310", twice.code().id());
        Run ended = at.ended(drill.id());
        assertSucceeded(ended);
        assertEquals("passed", outcome(ended).path("verdict").asText());
        assertEquals(7, outcome(ended).path("steps").size());
        var evidence = at.machinery.evidence().ofRun(drill.id()).orElseThrow();
        assertEquals(outcome(ended).path("evidence").asText(), evidence.id());
        assertEquals(evidence.size(), Files.size(evidence.file()));
        BundleFacts.assertVerifies(evidence.file(), at.pki);

        List<Event> events = new ArrayList<>();
        List<Event> next;
        do {
            long after = events.isEmpty() ? 0 : events.getLast().seq();
            next = at.machinery.service().events(drill.id(), after, Duration.ofSeconds(1));
            events.addAll(next);
        } while (!next.isEmpty() && !RunEvents.isLast(events.getLast()));
        assertTrue(events.stream().anyMatch(e -> e.type().equals("step")));
        assertTrue(RunEvents.isLast(events.getLast()));
    }

    private static List<ApprovalRows.Approval> pending(DrillApprovals approvals) {
        return approvals.list(Optional.of(ApprovalRows.State.PENDING), Optional.empty(), 9);
    }

    @Test
    void homeRegionDown_failsTheBackupLoudlyAndAlerts() throws Exception {
        try (Webhook webhook = new Webhook();
                Installation at = new Installation(home, List.of(webhook.uri()))) {
            at.apply();
            assertSucceeded(backup(at));
            Files.move(home.resolve("tokyo"), home.resolve("tokyo-away"));
            Run failed = backup(at);
            assertEquals(RunState.FAILED, failed.state());
            assertTrue(failed.errorCode().isPresent());
            List<String> told = Files.readAllLines(at.hookLog());
            assertTrue(told.getFirst().matches("docs run_\\S+ succeeded "), told::toString);
            assertEquals("docs " + failed.id() + " failed " + failed.errorCode().get(), told.getLast());
            Installation.await(() -> !webhook.received.isEmpty());
            JsonNode alert = webhook.received.getFirst();
            assertEquals("run.failed", alert.path("event").asText());
            assertEquals("critical", alert.path("severity").asText());
            assertEquals("docs", alert.path("subject").asText());
            assertTrue(alert.path("text").asText().startsWith("backup of docs failed: HKE-"));
            Files.move(home.resolve("tokyo-away"), home.resolve("tokyo"));
            Run again = backup(at);
            assertSucceeded(again);
            assertEquals(0, outcome(again).path("hooks").path(0).path("exit").asInt(-1));
            RunRegisterFacts.assertReconciled(at);
        }
    }

    /** A snapshot that counts, and somebody is told that one of its files may be of mixed age. */
    @Test
    void fileThatChangesWhileItIsRead_makesTheRunAWarning() throws Exception {
        try (Webhook webhook = new Webhook();
                Installation at = new Installation(home, List.of(webhook.uri()))) {
            at.apply();
            Path busy = Files.writeString(at.source.resolve("busy"), "as it was");
            var gate = ReadGate.before(1, busy, () -> Files.writeString(busy, "as it is now"));
            if (gate.isEmpty()) {
                return;
            }
            Run run;
            try (ReadGate closed = gate.get()) {
                run = backup(at);
            }
            assertEquals(RunState.WARNING, run.state(), run::toString);
            assertEquals(Optional.of("HKE-6322"), run.errorCode());
            assertTrue(run.error().orElseThrow().contains("1 entries changed or vanished"), run::toString);
            assertTrue(outcome(run).path("complete").asBoolean());
            assertEquals(
                    busy.toString(),
                    outcome(run).path("warnings").path(0).path("path").asText());
            Installation.await(() -> !webhook.received.isEmpty());
            assertEquals(
                    "run.warning", webhook.received.getFirst().path("event").asText());
            assertSucceeded(backup(at));
        }
    }

    @Test
    void otherRegionDown_leavesItBehindAndCatchesUpByItself() throws Exception {
        try (Installation at = new Installation(home, List.of())) {
            at.apply();
            Installation.await(() -> at.machinery.runs().list(RunStore.Filter.ALL, Optional.empty(), 99).stream()
                    .allMatch(r -> r.state().ended()));
            Files.move(home.resolve("singapore"), home.resolve("singapore-away"));
            Run backup = backup(at);
            assertSucceeded(backup);
            assertFalse(outcome(backup).path("behind").isEmpty());
            Files.move(home.resolve("singapore-away"), home.resolve("singapore"));
            Run replication =
                    at.ended(at.machinery.service().replication(MAIN, "olga").id());
            assertSucceeded(replication);
            caughtUp(at);
        }
    }

    @Test
    void restartedService_keepsRunsRegisterAndSchedules() throws Exception {
        try (Installation at = new Installation(home, List.of())) {
            at.apply();
            assertSucceeded(backup(at));
        }
        try (Installation at = new Installation(home, List.of())) {
            assertEquals(1, at.machinery.schedules().all().size());
            Configuration same = at.configuration("0 0 2 1 1 ?");
            assertEquals(List.of(), at.machinery.applying().drift(same));
            assertEquals(List.of(), at.machinery.applying().apply(same, "ann").changed());
            Configuration other = at.configuration("0 0 3 1 1 ?");
            assertEquals(1, at.machinery.applying().drift(other).size());
            assertEquals(
                    2,
                    at.machinery
                            .applying()
                            .apply(other, "ann")
                            .changed()
                            .getFirst()
                            .number());
            assertSucceeded(backup(at));
            Population population = Population.of(
                    at.register,
                    java.time.Instant.EPOCH,
                    java.time.Instant.now().plusSeconds(1));
            assertTrue(population.of(Population.Count.SUCCEEDED) >= 2);
            RunRegisterFacts.assertReconciled(at);
        }
    }

    @Test
    void schedule_runsThePlanByItself() throws Exception {
        try (Installation at = new Installation(home, List.of())) {
            at.machinery.applying().apply(at.configuration("0/2 * * * * ?"), "ann");
            var scheduled = new RunStore.Filter(
                    Optional.of("backup"), Optional.of("docs"), Optional.of(RunState.SUCCEEDED), Optional.empty());
            Installation.await(() ->
                    !at.machinery.runs().list(scheduled, Optional.empty(), 9).isEmpty());
            Run run = at.machinery.runs().list(scheduled, Optional.empty(), 9).getFirst();
            assertEquals("schedule", run.requestedBy());
            assertEquals(Optional.of("backup/docs"), run.schedule());
        }
    }
}
