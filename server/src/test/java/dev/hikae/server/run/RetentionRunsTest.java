package dev.hikae.server.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hikae.config.id.PlanName;
import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.RepositoryName;
import dev.hikae.config.id.SnapshotId;
import dev.hikae.config.json.Json;
import dev.hikae.config.plan.Schedule;
import dev.hikae.engine.BackupRequest;
import dev.hikae.engine.Exclusions;
import dev.hikae.engine.RawPath;
import dev.hikae.engine.RunControl;
import dev.hikae.engine.Snapshot;
import dev.hikae.scheduler.Run;
import dev.hikae.scheduler.RunState;
import dev.hikae.scheduler.RunStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Retention as runs of the service, on real regions. */
final class RetentionRunsTest {
    private static final PlanName DOCS = new PlanName("docs");
    private static final RepositoryName MAIN = new RepositoryName("main");
    /** Bytes that are worth a rewrite. */
    private static final long LITTLE = 512 << 10;

    private final Path home;

    RetentionRunsTest(@TempDir Path home) throws IOException {
        this.home = home;
        Files.writeString(Files.createDirectories(home.resolve("source")).resolve("file"), "content");
    }

    private static JsonNode outcome(Run run) {
        return Json.parse(run.outcome().orElseThrow());
    }

    private static void assertSucceeded(Run run) {
        assertEquals(RunState.SUCCEEDED, run.state(), () -> run.error().orElse(run.toString()));
    }

    /** A backup, and the retention that follows it, if any; the snapshot's id. */
    private static String backup(Installation at) {
        long before = retentions(at).size();
        Run run = at.ended(at.machinery.service().backup(DOCS, "olga").id());
        assertSucceeded(run);
        if (!at.machinery.inForce().plan(DOCS).value().retention().keepsEverything()) {
            Installation.await(() -> retentions(at).size() > before);
        }
        return outcome(run).path("snapshot").asText();
    }

    /** Those that have ended, newest first. */
    private static List<Run> retentions(Installation at) {
        var filter = new RunStore.Filter(
                Optional.of(RunKind.RETENTION), Optional.of("docs"), Optional.empty(), Optional.empty());
        return at.machinery.runs().list(filter, Optional.empty(), 99).stream()
                .filter(r -> r.state().ended())
                .toList();
    }

    private static List<String> snapshots(Installation at) {
        return at.machinery.repositories().read(MAIN, "olga", r -> r.snapshots().stream()
                .map(Snapshot::id)
                .map(Object::toString)
                .toList());
    }

    private static Set<String> ids(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(n -> n.path("snapshot").asText())
                .collect(Collectors.toSet());
    }

    @Test
    void afterEachBackup_whatNoRuleKeepsIsForgotten_butNotWhatIsVerified() throws IOException {
        try (Webhook webhook = new Webhook();
                Installation at = new Installation(home, List.of(webhook.uri()))) {
            at.apply("{keep_last: 1}");
            String first = backup(at);
            String second = backup(at);
            assertEquals(List.of(second), snapshots(at));
            Run retention = retentions(at).getFirst();
            assertSucceeded(retention);
            assertEquals(RetentionDue.REQUESTER, retention.requestedBy());
            assertEquals(Set.of(first), ids(outcome(retention).path("forget")));
            assertEquals(Set.of(second), ids(outcome(retention).path("keep")));
            assertEquals(3, outcome(retention).path("recorded_in").size());

            var order = new RunService.TestOrder(DOCS, Optional.empty(), Optional.empty(), false);
            assertSucceeded(
                    at.ended(at.machinery.service().restoreTest(order, "olga").id()));
            String third = backup(at);
            String fourth = backup(at);
            assertEquals(List.of(second, fourth), snapshots(at));
            JsonNode kept = outcome(retentions(at).getFirst()).path("keep");
            assertEquals(
                    "verified",
                    kept.path(1).path("reasons").path(0).path("rule").asText(),
                    kept::toString);
            assertEquals(Set.of(third), ids(outcome(retentions(at).getFirst()).path("forget")));
            assertEquals(List.of(), webhook.received);
            RunRegisterFacts.assertReconciled(at);
        }
    }

    @Test
    void aPrune_repacksWhatLittleIsNeededOf_andWarnsOfWhatItHadToLeave() throws IOException {
        var random = new Random(5);
        // Many, since chance decides in which pack each lies.
        for (int file = 0; file < 12; file++) {
            write("stays", file, random, 100_000);
            write("goes", file, random, 1_000_000);
        }
        try (Installation at = new Installation(home, List.of())) {
            at.apply("{keep_last: 1}");
            backup(at);
            for (int file = 0; file < 12; file++) {
                Files.delete(home.resolve("source/goes" + file));
            }
            String second = backup(at);
            assertEquals(List.of(second), snapshots(at));
            JsonNode told = outcome(prune(at, new Parameters.Prune(MAIN, true, 0)));
            assertTrue(told.at("/repacked/packs").asLong() > 0, told::toString);
            assertTrue(told.at("/repacked/bytes_freed").asLong() > LITTLE, told::toString);
            JsonNode none = outcome(prune(at, new Parameters.Prune(MAIN, false, 0, Optional.of(0), Optional.empty())));
            assertFalse(none.has("repacked"), none::toString);
            JsonNode bounded =
                    outcome(prune(at, new Parameters.Prune(MAIN, false, 0, Optional.empty(), Optional.of(1_000L))));
            assertEquals(0, bounded.at("/repacked/packs").asLong(), bounded::toString);

            Map<Path, byte[]> whole = new HashMap<>();
            for (String region : List.of("tokyo", "osaka", "singapore")) {
                for (Path pack : largePacks(home.resolve(region))) {
                    whole.put(pack, Files.readAllBytes(pack));
                    Files.write(pack, new byte[(int) Files.size(pack)]);
                }
            }
            Run left = at.ended(at.machinery
                    .service()
                    .prune(new Parameters.Prune(MAIN, false, 0), "olga")
                    .id());
            assertEquals(RunState.WARNING, left.state(), left::toString);
            assertEquals(Optional.of("HKE-6343"), left.errorCode(), left::toString);

            for (var pack : whole.entrySet()) {
                Files.write(pack.getKey(), pack.getValue());
            }
            JsonNode done = outcome(prune(at, new Parameters.Prune(MAIN, false, 0)));
            assertTrue(done.at("/repacked/made").asLong() > 0, done::toString);
            assertEquals(List.of(second), snapshots(at));
            var order = new RunService.TestOrder(DOCS, Optional.empty(), Optional.empty(), false);
            assertSucceeded(
                    at.ended(at.machinery.service().restoreTest(order, "olga").id()));
        }
    }

    private void write(String name, int file, Random random, int size) throws IOException {
        byte[] content = new byte[size];
        random.nextBytes(content);
        Files.write(home.resolve("source/" + name + file), content);
    }

    private static Run prune(Installation at, Parameters.Prune asked) {
        Run run = at.ended(at.machinery.service().prune(asked, "olga").id());
        assertSucceeded(run);
        return run;
    }

    /** Of content; those of trees are smaller. */
    private static List<Path> largePacks(Path region) throws IOException {
        try (Stream<Path> all = Files.walk(region.resolve("packs"))) {
            return all.filter(p -> Files.isRegularFile(p) && p.toFile().length() > LITTLE)
                    .toList();
        }
    }

    @Test
    void aDryRun_tellsWhatWouldGo_andNothingGoes() {
        try (Installation at = new Installation(home, List.of())) {
            at.apply("{}");
            String first = backup(at);
            String second = backup(at);
            assertEquals(List.of(), retentions(at), "a plan without rules asks for none");
            at.apply("{keep_last: 1}");
            Run dry = at.ended(
                    at.machinery.service().retention(DOCS, true, "olga").id());
            assertSucceeded(dry);
            assertTrue(outcome(dry).path("dry_run").asBoolean());
            assertEquals(Set.of(first), ids(outcome(dry).path("forget")));
            assertEquals(
                    "no rule reaches it",
                    outcome(dry).at("/forget/0/reasons/0/text/en").asText());
            assertEquals(
                    "どの規則も及ばない", outcome(dry).at("/forget/0/reasons/0/text/ja").asText());
            assertFalse(outcome(dry).has("recorded_in"));
            assertEquals(List.of(first, second), snapshots(at));
            assertSucceeded(at.ended(
                    at.machinery.service().retention(DOCS, false, "olga").id()));
            assertEquals(List.of(second), snapshots(at));
        }
    }

    @Test
    void whatNoRunMade_staysAndCountsForNothing_andIsToldLoudly() throws IOException {
        try (Webhook webhook = new Webhook();
                Installation at = new Installation(home, List.of(webhook.uri()))) {
            at.apply("{keep_last: 1}");
            String ours = backup(at);
            String stranger = at.machinery.repositories().read(MAIN, "thief", r -> r.backup(
                            request(at), RunControl.NONE)
                    .snapshot()
                    .id()
                    .toString());
            Run run = at.ended(
                    at.machinery.service().retention(DOCS, false, "olga").id());
            assertEquals(RunState.WARNING, run.state(), run::toString);
            assertEquals(Optional.of("HKE-6323"), run.errorCode());
            assertEquals(0, outcome(run).path("forgotten").asInt());
            assertEquals(
                    "out-of-band", outcome(run).at("/keep/0/reasons/0/rule").asText());
            assertEquals(List.of(ours, stranger), snapshots(at));
            Installation.await(() -> !webhook.received.isEmpty());
            assertEquals(
                    "run.warning", webhook.received.getFirst().path("event").asText());
        }
    }

    private static BackupRequest request(Installation at) {
        return new BackupRequest(
                Optional.of("docs"),
                "node-" + at.home.getFileName(),
                List.of(at.source),
                Exclusions.NONE,
                false,
                List.of());
    }

    @Test
    void outOfBand_isWhatClaimsATimeOfWhichAllRunsAreKnown_besideWhatTheyMade() {
        Instant since = Instant.parse("2026-11-28T00:00:00Z");
        Instant atWork = since.plusSeconds(1_000);
        var made = new BackupsMade.Known(Map.of(id(1), since), Optional.of(since), Optional.of(atWork));
        assertEquals(
                Set.of(id(3)),
                made.outOfBand(List.of(
                        snapshot(1, "a", since.plusSeconds(9)),
                        snapshot(2, "a", since.minusSeconds(1)),
                        snapshot(3, "a", since.plusSeconds(1)),
                        snapshot(4, "a", atWork),
                        snapshot(5, "other", since.plusSeconds(1)))));
        assertEquals(
                Set.of(),
                new BackupsMade.Known(Map.of(), Optional.empty(), Optional.empty())
                        .outOfBand(List.of(snapshot(3, "a", since))));
    }

    private static SnapshotId id(int number) {
        return new SnapshotId(String.format("snap_00000000-0000-7000-8000-%012d", number));
    }

    private static Snapshot snapshot(int number, String host, Instant committed) {
        return new Snapshot(
                id(number),
                Optional.of("docs"),
                host,
                List.of(RawPath.of("/data")),
                committed,
                committed,
                true,
                new Snapshot.Totals(0, 0, 0, 0, 0),
                Set.of());
    }

    @Test
    void aRegionThatIsDown_learnsByReplication() throws IOException {
        try (Installation at = new Installation(home, List.of())) {
            at.apply("{}");
            backup(at);
            backup(at);
            Installation.await(() -> at.machinery.runs().list(RunStore.Filter.ALL, Optional.empty(), 99).stream()
                    .allMatch(r -> r.state().ended()));
            at.apply("{keep_last: 1}");
            Files.move(home.resolve("singapore"), home.resolve("away"));
            Run run = at.ended(
                    at.machinery.service().retention(DOCS, false, "olga").id());
            assertSucceeded(run);
            assertEquals("singapore", outcome(run).path("behind").fieldNames().next(), run::toString);
            Files.move(home.resolve("away"), home.resolve("singapore"));
            assertSucceeded(
                    at.ended(at.machinery.service().replication(MAIN, "olga").id()));
            assertEquals(
                    1,
                    at.machinery
                            .repositories()
                            .read(MAIN, "olga", r -> r.snapshots(new RegionName("singapore"))
                                    .size())
                            .intValue());
        }
    }

    @Test
    void theWindow_isTheShortestDistanceOfTwoRuns_anHourAtLeast() {
        assertEquals(Duration.ofHours(1), window("0 0/15 * * * ?"));
        assertEquals(Duration.ofHours(6), window("0 0 0/6 * * ?"));
        assertEquals(Duration.ofHours(4), window("0 0 1,5,20 * * ?"));
        assertEquals(Duration.ofDays(7), window("0 0 4 ? * SUN"));
    }

    private static Duration window(String cron) {
        var schedule = new Schedule(
                cron, ZoneId.of("Asia/Tokyo"), Duration.ofHours(1), Schedule.OnMissed.SKIP, 1, Duration.ZERO);
        return RetentionWork.window(schedule, Instant.parse("2026-11-28T00:00:00Z"));
    }
}
