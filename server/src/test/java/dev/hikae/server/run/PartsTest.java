package dev.hikae.server.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.Ids;
import dev.hikae.config.id.PlanName;
import dev.hikae.config.id.RegionName;
import dev.hikae.config.json.Json;
import dev.hikae.config.repository.KeySource;
import dev.hikae.config.text.Text;
import dev.hikae.drills.register.FileRegister;
import dev.hikae.drills.register.Population;
import dev.hikae.drills.register.Register;
import dev.hikae.drills.sign.EvidencePki;
import dev.hikae.engine.Progress;
import dev.hikae.engine.ReplicationResult;
import dev.hikae.engine.key.Credential;
import dev.hikae.scheduler.Run;
import dev.hikae.scheduler.RunState;
import dev.hikae.scheduler.SetClock;
import dev.hikae.scheduler.Waiting;
import dev.hikae.server.catalogue.AlertLog;
import dev.hikae.server.catalogue.Catalogue;
import dev.hikae.server.catalogue.DataFolder;
import dev.hikae.server.catalogue.EventLog;
import dev.hikae.server.catalogue.JdbiRunStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The parts around the works, each on real files. */
final class PartsTest {
    private final SetClock clock = new SetClock("2026-04-01T00:00:00Z");
    private final Ids ids = new Ids(clock, new SecureRandom());
    private final Path dir;
    private final DataFolder folder;
    private final Catalogue catalogue;
    private final JdbiRunStore runs;

    PartsTest(@TempDir Path dir) {
        this.dir = dir;
        folder = DataFolder.hold(dir.resolve("data"));
        catalogue = Catalogue.open(folder, clock);
        runs = new JdbiRunStore(catalogue);
    }

    @AfterEach
    void close() {
        catalogue.close();
        folder.close();
    }

    private Run run(String kind, String by, RunState state) {
        clock.advance(Duration.ofMillis(1));
        Instant now = clock.instant();
        Run run = new Run(
                ids.run(),
                kind,
                "docs",
                Optional.empty(),
                now,
                now,
                by,
                "{\"plan_sha256\":\"" + "ab".repeat(32) + "\"}",
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
                false);
        assertTrue(runs.plan(run));
        if (state != RunState.PLANNED) {
            Run claimed = runs.claim("n", now, Duration.ofMinutes(1)).orElseThrow();
            assertTrue(runs.finish(
                    run.id(),
                    claimed.fencingToken(),
                    state,
                    now,
                    Optional.of("{}"),
                    Optional.of("HKE-1"),
                    Optional.of("it broke")));
        }
        return runs.find(run.id()).orElseThrow();
    }

    private FileRegister register() {
        EvidencePki pki = EvidencePki.open(dir.resolve("pki"), "Example", clock, new SecureRandom());
        return FileRegister.open(dir.resolve("register"), pki.logKey(), clock, new SecureRandom());
    }

    private static List<Register.Kind> kinds(Register register) {
        return register.leaves(0, register.size()).stream()
                .map(Register.Leaf::kind)
                .toList();
    }

    @Test
    void permit_restsOnTheStartedLeaf() {
        try (FileRegister register = register()) {
            RunRegister leaves = new RunRegister(register);
            Run run = run("backup", "olga", RunState.PLANNED);
            assertThrows(IllegalStateException.class, () -> leaves.permit(run));
            leaves.planned(run);
            leaves.starting(run, 1);
            assertEquals("register:1", leaves.permit(run).reference());
            assertEquals(
                    Optional.of("ab".repeat(32)),
                    register.leaves(0, 1).getFirst().planSha256());
            leaves.ended(runs.find(run.id()).map(r -> ended(r)).orElseThrow());
            assertThrows(IllegalStateException.class, () -> leaves.permit(run));
        }
    }

    private static Run ended(Run r) {
        return new Run(
                r.id(),
                r.kind(),
                r.subject(),
                r.schedule(),
                r.scheduledFor(),
                r.startBy(),
                r.requestedBy(),
                r.parameters(),
                RunState.SUCCEEDED,
                1,
                1,
                0,
                1,
                Optional.of(r.startBy()),
                Optional.of(r.startBy()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false);
    }

    @Test
    void registerThatCannotBeWritten_refusesTheStart() throws IOException {
        try (FileRegister register = register()) {
            RunRegister leaves = new RunRegister(register);
            Run run = run("backup", "olga", RunState.PLANNED);
            leaves.planned(run);
            Path bodies = dir.resolve("register/bodies");
            Files.move(bodies, dir.resolve("away"));
            Files.createFile(bodies);
            HikaeException e = assertThrows(HikaeException.class, () -> leaves.starting(run, 1));
            assertEquals("HKE-6307", e.code().id());
            assertThrows(IllegalStateException.class, () -> leaves.permit(run));
            Files.delete(bodies);
            Files.move(dir.resolve("away"), bodies);
        }
    }

    @Test
    void leavesLostInACrash_areWrittenAtTheNextStart() {
        Run failed = run("backup", "olga", RunState.FAILED);
        Run planned = run("backup", "olga", RunState.PLANNED);
        try (FileRegister register = register()) {
            new RunRegister(register).complete(runs);
            new RunRegister(register).complete(runs);
            assertEquals(
                    List.of(Register.Kind.RUN_PLANNED, Register.Kind.RUN_PLANNED, Register.Kind.RUN_FINISHED),
                    kinds(register));
            Population p =
                    Population.of(register, Instant.EPOCH, clock.instant().plusSeconds(1));
            assertEquals(1, p.of(Population.Count.FAILED));
            assertEquals(planned.id(), register.leaves(0, 1).getFirst().run().orElseThrow());
            assertEquals(failed.id(), register.leaves(1, 2).getFirst().run().orElseThrow());
        }
    }

    @Test
    void endThatTheWorkWroteItself_isNotWrittenTwice_unlessItIsNotTrue() {
        try (FileRegister register = register()) {
            RunRegister leaves = new RunRegister(register);
            Run drill = run("drill", "olga", RunState.PLANNED);
            leaves.planned(drill);
            leaves.starting(drill, 1);
            leaves.ending(drill, RunState.SUCCEEDED, "passed");
            leaves.ended(ended(drill));
            assertEquals(3, register.size());
            Run failed = run("drill", "olga", RunState.PLANNED);
            leaves.planned(failed);
            leaves.starting(failed, 1);
            leaves.ending(failed, RunState.SUCCEEDED, "passed");
            Run claimed =
                    runs.claim("n", clock.instant(), Duration.ofMinutes(1)).orElseThrow();
            Run other = claimed.id().equals(failed.id()) ? claimed : failed;
            leaves.ended(failedRun(other));
            assertEquals(7, register.size());
        }
    }

    private static Run failedRun(Run r) {
        Run e = ended(r);
        return new Run(
                e.id(),
                e.kind(),
                e.subject(),
                e.schedule(),
                e.scheduledFor(),
                e.startBy(),
                e.requestedBy(),
                e.parameters(),
                RunState.FAILED,
                1,
                1,
                0,
                1,
                e.startedAt(),
                e.endedAt(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of("HKE-6602"),
                Optional.of("no evidence"),
                false);
    }

    @Test
    void readingOutsideOfARun_hasItsLeaf() {
        try (FileRegister register = register()) {
            assertEquals(
                    "register:0",
                    new RunRegister(register).permitReading("main", "olga").reference());
            assertEquals(List.of(Register.Kind.KEY_UNLOCKED), kinds(register));
        }
    }

    private Alerts alerts(List<java.net.URI> targets) {
        return new Alerts(new AlertLog(catalogue), runs, targets, clock, ids, Waiting.real());
    }

    @Test
    void undeliveredAlert_isTriedAgainUntilItArrives() {
        try (Webhook webhook = new Webhook();
                AlertDelivery delivery = new AlertDelivery(new AlertLog(catalogue), clock, Waiting.real())) {
            webhook.status = 503;
            alerts(List.of(webhook.uri())).ended(run("backup", "olga", RunState.FAILED));
            delivery.deliverDue();
            delivery.deliverDue();
            AlertLog log = new AlertLog(catalogue);
            String id = log.list(1).getFirst().id();
            AlertLog.Delivery first = log.deliveries(id).getFirst();
            assertEquals(1, first.attempts());
            assertEquals(Optional.of("HTTP status 503"), first.problem());
            webhook.status = 200;
            clock.advance(Duration.ofSeconds(2));
            delivery.deliverDue();
            assertEquals(
                    Optional.of(clock.instant()), log.deliveries(id).getFirst().deliveredAt());
            JsonNode sent = webhook.received.getFirst();
            assertEquals("backup of docs failed: it broke", sent.path("text").asText());
            assertEquals("docs の backup が失敗しました: it broke", sent.path("text_ja").asText());
            assertEquals("critical", sent.path("severity").asText());
            clock.advance(Duration.ofDays(1));
            delivery.deliverDue();
            assertEquals(1, webhook.received.size());
        }
    }

    @Test
    void alerts_areRaisedForWhatWentWrongOnly() {
        Alerts alerts = alerts(List.of());
        AlertLog log = new AlertLog(catalogue);
        for (RunState fine : List.of(RunState.SUCCEEDED, RunState.CANCELLED)) {
            alerts.ended(run("backup", "olga", fine));
        }
        assertEquals(List.of(), log.list(9));
        alerts.ended(run("backup", "olga", RunState.WARNING));
        alerts.overdue("backup", "docs", Optional.empty());
        assertEquals(
                List.of("run.overdue", "run.warning"),
                log.list(9).stream().map(AlertLog.Alert::event).sorted().toList());
    }

    @Test
    void catchUpThatKeepsFailing_alertsOnce() {
        Alerts alerts = alerts(List.of());
        for (int i = 0; i < 3; i++) {
            alerts.ended(run("replication", CatchUp.REQUESTER, RunState.FAILED));
        }
        assertEquals(1, new AlertLog(catalogue).list(9).size());
        run("replication", CatchUp.REQUESTER, RunState.SUCCEEDED);
        alerts.ended(run("replication", CatchUp.REQUESTER, RunState.FAILED));
        assertEquals(2, new AlertLog(catalogue).list(9).size());
    }

    private static Progress.State reading(long bytes) {
        return new Progress.State(Progress.Phase.READING, 1, 10, bytes, 10_000, bytes / 4, bytes / 5, "x");
    }

    @Test
    void progress_hasRateDedupAndEta() {
        RunEvents events = new RunEvents(new EventLog(catalogue), clock);
        Run run = run("backup", "olga", RunState.PLANNED);
        Progress progress = events.progress(run.id());
        progress.report(reading(0));
        clock.advance(Duration.ofSeconds(2));
        progress.report(reading(2_000));
        ProgressView view = events.latest(run.id()).orElseThrow();
        assertEquals(1_000, view.bytesPerSecond());
        assertEquals(Optional.of(8L), view.etaSeconds());
        assertEquals(75, view.dedupRatioPercent());
        assertEquals(
                "{\"phase\":\"reading\",\"files_done\":1,\"files_total\":10,\"bytes_done\":2000,\"bytes_total\":10000,"
                        + "\"bytes_new\":500,\"bytes_stored\":400,\"bytes_per_second\":1000,\"dedup_ratio_percent\":75,"
                        + "\"eta_seconds\":8,\"current\":\"x\"}",
                Json.text(view));
    }

    @Test
    void events_goOnFromAnyNumber_overARestartToo() throws InterruptedException {
        EventLog log = new EventLog(catalogue);
        RunEvents events = new RunEvents(log, clock);
        Run run = run("backup", "olga", RunState.PLANNED);
        events.planned(run);
        events.starting(run, 1);
        Progress progress = events.progress(run.id());
        for (int i = 0; i < 600; i++) {
            clock.advance(Duration.ofMillis(300));
            progress.report(reading(i));
        }
        List<EventLog.Event> all = events.next(run.id(), 0, Duration.ZERO);
        assertEquals(1, all.getFirst().seq());
        long last = events.next(run.id(), 601, Duration.ZERO).getLast().seq();
        assertEquals(602, last);
        RunEvents after = new RunEvents(log, clock);
        after.ended(ended(run));
        List<EventLog.Event> next = after.next(run.id(), last, Duration.ZERO);
        assertEquals(1, next.size());
        assertTrue(next.getFirst().seq() > last);
        assertTrue(RunEvents.isLast(next.getFirst()));
        assertEquals(List.of(), after.next(run.id(), next.getFirst().seq(), Duration.ofMillis(20)));
    }

    @Test
    void restoreTarget_mustLieBelowARootWithLinksFollowed() throws IOException {
        Path root = Files.createDirectories(dir.resolve("restores"));
        Path elsewhere = Files.createDirectories(dir.resolve("elsewhere"));
        Files.createSymbolicLink(root.resolve("link"), elsewhere);
        RestoreRoots roots = new RestoreRoots(List.of(root));
        assertEquals(root.resolve("a/b"), roots.require(root.resolve("a/b").toString()));
        for (String refused : List.of(
                root.toString(),
                root.resolve("link/x").toString(),
                root.resolve("../elsewhere/x").toString(),
                elsewhere.toString(),
                "relative/x",
                dir.resolve("restores-not").toString(),
                "/",
                "")) {
            HikaeException e = assertThrows(HikaeException.class, () -> roots.require(refused), refused);
            assertEquals("HKE-6304", e.code().id());
        }
        HikaeException off = assertThrows(HikaeException.class, () -> new RestoreRoots(List.of()).require("/x/y"));
        assertEquals("HKE-6305", off.code().id());
    }

    @Test
    void keySources_giveFirstLinesKeyFilesAndTheMachineKey() throws IOException {
        KeySources keys = new KeySources(dir, new SecureRandom());
        Path file = Files.writeString(dir.resolve("pass"), "secret\nsecond line\n");
        assertPassphrase("secret", keys.credential(new KeySource.PassphraseFile(file)));
        assertPassphrase("printed", keys.credential(new KeySource.PassphraseCommand(List.of("/bin/echo", "printed"))));
        Credential machine = keys.credential(new KeySource.Machine());
        assertEquals(machine, keys.credential(new KeySource.Machine()));
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.resolve("machine.key"))));
        Files.writeString(file, "\n");
        for (KeySource bad : List.of(
                new KeySource.PassphraseFile(file),
                new KeySource.PassphraseFile(dir.resolve("none")),
                new KeySource.PassphraseCommand(List.of("/bin/false")),
                new KeySource.PassphraseCommand(List.of("/no/such/program")))) {
            HikaeException e = assertThrows(HikaeException.class, () -> keys.credential(bad));
            assertEquals("HKE-6308", e.code().id());
        }
    }

    @Test
    void keyCommandThatNeverEnds_isGivenUp() {
        KeySources keys = new KeySources(dir, new SecureRandom(), Duration.ofMillis(200));
        var hanging = new KeySource.PassphraseCommand(List.of("/bin/sleep", "600"));
        HikaeException e = assertTimeoutPreemptively(
                Duration.ofSeconds(30), () -> assertThrows(HikaeException.class, () -> keys.credential(hanging)));
        assertEquals("HKE-6308", e.code().id());
    }

    private static void assertPassphrase(String expected, Credential credential) {
        Credential.Passphrase p = (Credential.Passphrase) credential;
        assertEquals(expected, new String(p.secret().revealBytes(), StandardCharsets.UTF_8));
    }

    @Test
    void textsInOutcomes_areWrittenInBothLanguages() {
        var behind = new ReplicationResult(
                1, 2, 3, Map.of(new RegionName("osaka"), Text.of(RunError.BUNDLE, "error.HKE-6317")));
        assertEquals(
                "the service is stopping",
                Outcomes.of(behind).path("behind").path("osaka").asText());
        record Said(Text what, PlanName plan) {}
        JsonNode both = Readable.object(new Said(Text.of(RunError.BUNDLE, "error.HKE-6317"), new PlanName("docs")));
        assertEquals("サービスは停止中です", both.path("what").path("ja").asText());
        assertEquals("docs", both.path("plan").asText());
        assertFalse(both.path("what").has("bundle"));
        assertEquals(JsonNodeFactory.instance.textNode("docs"), both.path("plan"));
    }
}
