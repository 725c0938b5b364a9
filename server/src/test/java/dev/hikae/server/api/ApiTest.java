package dev.hikae.server.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hikae.config.json.Json;
import dev.hikae.server.TestClient;
import dev.hikae.server.TestClient.Answer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The whole loop by the REST API, and what it answers to those who ask wrongly. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ApiTest {
    private static World world;
    private static JsonNode first = Json.parse("{}");

    @BeforeAll
    static void start(@TempDir Path home) throws IOException {
        world = new World(home);
        first = world.run("/backups", "{'plan':'docs'}");
        assertEquals("succeeded", first.path("state").asText(), first.toString());
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    private static String snapshot() {
        return first.path("outcome").path("snapshot").asText();
    }

    @Test
    void backup_isARunWithAnOutcome() {
        assertEquals("backup", first.path("kind").asText());
        assertEquals("docs", first.path("subject").asText());
        assertEquals("operator", first.path("requested_by").asText());
        assertEquals("docs", first.path("parameters").path("plan").asText());
        assertEquals(7, first.path("outcome").path("files").asLong());
        assertTrue(first.path("outcome").path("complete").asBoolean());
        assertEquals(1, first.path("attempts_made").size());
        assertFalse(first.has("error_code"));
    }

    @Test
    void regions_tellTheirWatermarks() {
        JsonNode repository = world.get("viewer", "/repositories/main").json();
        assertEquals(3, repository.path("regions").size());
        assertTrue(repository.path("owner_fingerprint").asText().startsWith("SHA256:"));
        for (JsonNode region : repository.path("regions")) {
            assertTrue(region.path("reachable").asBoolean());
            assertTrue(region.has("watermark"), region.toString());
            assertEquals(0, region.path("snapshots_behind").asLong());
        }
        assertEquals(3, world.get("viewer", "/regions").json().path("items").size());
        assertEquals("HKE-6302", world.get("viewer", "/repositories/other").code());
    }

    @Test
    void plan_saysHowItIsDoing() {
        JsonNode plan = world.get("viewer", "/plans/docs").json();
        assertEquals("documents", plan.path("plan").path("description").asText());
        assertEquals(64, plan.path("sha256").asText().length());
        JsonNode status = plan.path("status");
        assertEquals("compliant", status.path("rpo_exposure").path("level").asText());
        assertTrue(status.path("last_backup").path("complete").asBoolean());
        assertTrue(status.has("next_run"));
        assertFalse(status.path("overdue").asBoolean());
        assertEquals(404, world.get("viewer", "/plans/nothing").status());
        assertEquals("HKE-6301", world.get("viewer", "/plans/No%20Slug").code());
        assertEquals(
                "loss",
                world.get("viewer", "/runbooks")
                        .json()
                        .path("items")
                        .get(0)
                        .path("name")
                        .asText());
    }

    @Test
    void entries_arePagedByName() {
        List<String> names = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode part = world.get(
                            "operator",
                            "/snapshots/" + snapshot() + "/entries?limit=3&path=" + world.source + "&cursor=" + cursor)
                    .json();
            part.path("items").forEach(e -> names.add(e.path("name").asText()));
            assertTrue(part.path("items").size() <= 3);
            cursor = part.path("next").asText();
        } while (!cursor.isEmpty());
        assertEquals(
                List.of(
                        "file-0.txt",
                        "file-1.txt",
                        "file-2.txt",
                        "file-3.txt",
                        "file-4.txt",
                        "file-5.txt",
                        "file-6.txt"),
                names);
    }

    @Test
    void entries_tellWhatTheyAre() {
        JsonNode roots = world.get("operator", "/snapshots/" + snapshot() + "/entries")
                .json()
                .path("items");
        assertEquals(world.source.toString(), roots.get(0).path("path").asText());
        assertEquals("directory", roots.get(0).path("type").asText());
        JsonNode file = world.get("operator", "/snapshots/" + snapshot() + "/entries?limit=1&path=" + world.source)
                .json()
                .path("items")
                .get(0);
        assertEquals("file", file.path("type").asText());
        assertEquals(1400, file.path("size").asLong());
        assertEquals(world.source + "/file-0.txt", file.path("path").asText());
        assertTrue(file.path("mode").asText().matches("0[0-7]{3}"));
    }

    @Test
    void entriesOfAPathThatIsNotThere_areAProblem() {
        for (String path : List.of("/no/such/path", world.source + "/../source", "%2e%2e/%2e%2e/etc")) {
            Answer answer = world.get("operator", "/snapshots/" + snapshot() + "/entries?path=" + path);
            assertEquals(404, answer.status(), answer.body());
        }
        Answer file =
                world.get("operator", "/snapshots/" + snapshot() + "/entries?path=" + world.source + "/file-0.txt");
        assertTrue(file.status() >= 400 && file.status() < 500, file.body());
    }

    @Test
    void restore_saysFirstWhatItWouldDoAndThenDoesIt() throws IOException {
        Path target = world.restores.resolve("one");
        String order = "{'snapshot':'%s','paths':['%s/file-3.txt'],'target':'%s','compare':true,'dry_run':%s}";
        JsonNode dry = world.run("/restores", order.formatted(snapshot(), world.source, target, true));
        assertEquals(1, dry.path("outcome").path("files").asLong(), dry.toString());
        assertFalse(Files.exists(target));
        JsonNode done = world.run("/restores", order.formatted(snapshot(), world.source, target, false));
        assertEquals("succeeded", done.path("state").asText(), done.toString());
        assertTrue(done.path("outcome").path("comparison").path("same").asBoolean());
        assertEquals(
                Files.readString(world.source.resolve("file-3.txt")), Files.readString(target.resolve("file-3.txt")));
    }

    @Test
    void restoreIntoAFolderThatIsNotEmpty_overwritesNothing() throws IOException {
        Path target = Files.createDirectories(world.restores.resolve("full"));
        Files.writeString(target.resolve("file-1.txt"), "mine");
        JsonNode run = world.run(
                "/restores",
                "{'snapshot':'%s','paths':['%s/file-1.txt'],'target':'%s'}"
                        .formatted(snapshot(), world.source, target));
        assertEquals("failed", run.path("state").asText(), run.toString());
        assertTrue(run.path("error_code").asText().startsWith("HKE-"), run.toString());
        assertEquals("mine", Files.readString(target.resolve("file-1.txt")));
    }

    @Test
    void wrongRestores_areRefusedAtOnce() {
        String order = "{'snapshot':'%s','target':'%s'}";
        Path inside = world.restores.resolve("never");
        Answer outside = world.post("operator", "/restores", order.formatted(snapshot(), "/tmp/elsewhere"));
        assertEquals(403, outside.status());
        assertEquals("HKE-6304", outside.code());
        Answer around = world.post("operator", "/restores", order.formatted(snapshot(), world.restores + "/../out"));
        assertEquals("HKE-6304", around.code());
        Answer unknown = world.post(
                "operator", "/restores", order.formatted("snap_00000000-0000-7000-8000-000000000000", inside));
        assertEquals(404, unknown.status(), unknown.body());
        String paths = "{'snapshot':'%s','target':'%s','paths':['%s']}";
        for (String path : List.of("relative", "/a/../b", "/..", "/a//b", "/./a")) {
            Answer wrong = world.post("operator", "/restores", paths.formatted(snapshot(), inside, path));
            assertEquals(422, wrong.status(), path + wrong.body());
            assertEquals("HKE-6016", wrong.code());
        }
        assertFalse(Files.exists(inside));
    }

    @Test
    void wrongBodies_areProblemsThatNameThePlace() {
        Answer unknownPlan = world.post("operator", "/backups", "{'plan':'nothing'}");
        assertEquals(404, unknownPlan.status());
        assertEquals("HKE-6301", unknownPlan.code());
        Answer malformed = world.post("operator", "/backups", "{'plan':");
        assertEquals(400, malformed.status());
        assertEquals("HKE-6015", malformed.code());
        Answer member = world.post("operator", "/backups", "{'plan':'docs','force':true}");
        assertEquals(422, member.status());
        assertEquals("force", member.json().path("errors").get(0).path("field").asText());
        assertEquals(422, world.post("operator", "/backups", "{}").status());
        assertEquals(
                422, world.post("operator", "/backups", "{'plan':'No Slug'}").status());
        assertEquals(
                404,
                world.post("operator", "/replications", "{'repository':'other'}")
                        .status());
        assertEquals(
                404, world.post("operator", "/drills", "{'runbook':'other'}").status());
        assertEquals(
                422,
                world.post("operator", "/restore-tests", "{'plan':'docs','selection':'random'}")
                        .status());
        assertEquals(
                422,
                world.post("operator", "/restore-tests", "{'plan':'docs','selection':'best'}")
                        .status());
        assertEquals(400, world.get("operator", "/runs?state=asleep").status());
        assertEquals(400, world.get("operator", "/runs?cursor=!").status());
        assertEquals(400, world.get("operator", "/runs?limit=many").status());
        assertEquals(404, world.get("operator", "/runs/run_1").status());
    }

    @Test
    void sameKey_startsOneRun() {
        String body = World.json("{'repository':'main'}");
        Answer once = keyed("key-1", body);
        assertEquals(202, once.status(), once.body());
        Answer again = keyed("key-1", body);
        assertEquals(202, again.status());
        assertEquals(once.json().path("id"), again.json().path("id"));
        assertEquals(once.header("Location"), again.header("Location"));
        assertEquals("/api/v1/runs/" + once.json().path("id").asText(), path(once.header("Location")));
        assertEquals(422, keyed("key-1", World.json("{'repository':'other'}")).status());
        world.ended(once.json().path("id").asText());
    }

    private static Answer keyed(String key, String body) {
        return world.client()
                .send(world.client()
                        .request("/api/v1/replications")
                        .header("Authorization", "Bearer " + world.token("operator"))
                        .header("Idempotency-Key", key)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static String path(String location) {
        return java.net.URI.create(location).getPath();
    }

    @Test
    void events_goOnAfterTheLastOneSeen() {
        String id = first.path("id").asText();
        List<Long> all = ids(events(id, Optional.empty()));
        assertTrue(all.size() >= 3, all.toString());
        assertEquals(all.stream().sorted().distinct().toList(), all);
        List<Long> rest = ids(events(id, Optional.of(all.get(1).toString())));
        assertEquals(all.subList(2, all.size()), rest);
        assertEquals(List.of(), ids(events(id, Optional.of(all.getLast().toString()))));
        String body = events(id, Optional.empty()).body();
        assertTrue(body.contains("event: state"), body);
        assertTrue(body.contains("\"state\":\"succeeded\""), body);
        assertEquals(400, events(id, Optional.of("x")).status());
        assertEquals(
                404,
                events("run_00000000-0000-7000-8000-000000000000", Optional.empty())
                        .status());
    }

    private static Answer events(String run, Optional<String> last) {
        HttpRequest.Builder request = world.client()
                .request("/api/v1/runs/" + run + "/events")
                .header("Authorization", "Bearer " + world.token("operator"))
                .header("Accept", "text/event-stream, application/problem+json");
        last.ifPresent(l -> request.header("Last-Event-ID", l));
        return world.client().send(request);
    }

    private static List<Long> ids(Answer stream) {
        return stream.body()
                .lines()
                .filter(l -> l.startsWith("id:"))
                .map(l -> Long.valueOf(l.substring(3).strip()))
                .toList();
    }

    @Test
    void retention_isARun_andADryRunTellsTheDecision() {
        JsonNode run = world.run("/retentions", "{'plan':'docs','dry_run':true}");
        assertEquals("succeeded", run.path("state").asText(), run.toString());
        assertEquals("retention", run.path("kind").asText());
        assertEquals("docs", run.path("subject").asText());
        assertTrue(run.path("parameters").path("dry_run").asBoolean());
        JsonNode outcome = run.path("outcome");
        assertEquals(0, outcome.path("forgotten").asInt(), outcome.toString());
        assertTrue(outcome.path("keep").findValuesAsText("snapshot").contains(snapshot()), outcome.toString());
        assertTrue(outcome.path("keep").findValuesAsText("rule").contains("within"), outcome.toString());
        assertEquals(
                "HKE-6301",
                world.post("operator", "/retentions", "{'plan':'other'}").code());
        assertEquals(422, world.post("operator", "/retentions", "{}").status());
    }

    @Test
    void runs_areFilteredAndPaged() {
        world.run("/replications", "{'repository':'main'}");
        world.run("/replications", "{'repository':'main'}");
        List<String> ids = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode part = world.get("viewer", "/runs?kind=replication&subject=main&limit=1&cursor=" + cursor)
                    .json();
            part.path("items").forEach(r -> ids.add(r.path("id").asText()));
            cursor = part.path("next").asText();
        } while (!cursor.isEmpty());
        assertTrue(ids.size() >= 2);
        assertEquals(ids.size(), new HashSet<>(ids).size());
        assertEquals(ids.stream().sorted((a, b) -> b.compareTo(a)).toList(), ids);
        assertEquals(
                0,
                world.get("viewer", "/runs?state=missed").json().path("items").size());
    }

    @Test
    void scrub_tellsWhatItLookedAt() {
        world.run("/backups", "{'plan':'docs'}");
        JsonNode run = world.run("/scrubs", "{'repository':'main','level':'l3'}");
        assertEquals("succeeded", run.path("state").asText(), run.toString());
        JsonNode outcome = run.path("outcome");
        assertTrue(outcome.path("whole").asBoolean(), outcome.toString());
        assertTrue(outcome.path("regions").get(0).path("checked").asLong() > 0, outcome.toString());
        assertEquals(0, outcome.path("regions").get(0).path("left").asLong(), outcome.toString());
        JsonNode none = world.run("/scrubs", "{'repository':'main','bytes':0,'heal':false}");
        assertTrue(none.path("outcome").path("regions").get(0).path("left").asLong() > 0, none.toString());
        assertEquals(
                422,
                world.post("operator", "/scrubs", "{'repository':'main','level':'l9'}")
                        .status());
        assertEquals(
                422,
                world.post("operator", "/scrubs", "{'repository':'main','bytes':-1}")
                        .status());
        assertEquals(
                403, world.post("viewer", "/scrubs", "{'repository':'main'}").status());
    }

    @Test
    void snapshots_areFilteredAndPaged() {
        world.run("/backups", "{'plan':'docs'}");
        JsonNode newest = world.get("viewer", "/snapshots?plan=docs&limit=1").json();
        JsonNode older = world.get(
                        "viewer",
                        "/snapshots?plan=docs&limit=1&cursor="
                                + newest.path("next").asText())
                .json();
        JsonNode a = newest.path("items").get(0);
        JsonNode b = older.path("items").get(0);
        assertTrue(
                a.path("captured_at").asText().compareTo(b.path("captured_at").asText()) > 0);
        assertEquals(List.of("osaka", "singapore", "tokyo"), texts(a.path("regions")));
        assertEquals(3, a.path("copies").size());
        assertEquals(
                0,
                world.get("viewer", "/snapshots?plan=other")
                        .json()
                        .path("items")
                        .size());
        assertEquals(400, world.get("viewer", "/snapshots?plan=No%20Slug").status());
        assertEquals(404, world.get("viewer", "/snapshots?repository=other").status());
        String prefix = snapshot().substring(0, snapshot().length() - 2);
        assertEquals(
                snapshot(),
                world.get("viewer", "/snapshots/" + prefix).json().path("id").asText());
        assertEquals(404, world.get("viewer", "/snapshots/snap_ffffffff").status());
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(t -> texts.add(t.asText()));
        return texts;
    }

    @Test
    void restoreTest_givesEvidenceAndAVerifiedCopy() {
        JsonNode run = world.run("/restore-tests", "{'plan':'docs','region':'osaka'}");
        assertEquals("succeeded", run.path("state").asText(), run.toString());
        assertEquals("passed", run.path("outcome").path("verdict").asText());
        String evidence = run.path("outcome").path("evidence").asText();
        assertEquals(
                run.path("id").asText(),
                world.get("auditor", "/evidence/" + evidence).json().path("run").asText());
        JsonNode verified =
                world.get("viewer", "/plans/docs").json().path("status").path("last_verified");
        assertEquals("osaka", verified.path("region").asText());
    }

    @Test
    void drill_waitsForAnotherPersonsApproval() throws InterruptedException {
        Answer asked = world.post("operator", "/drills", "{'runbook':'loss'}");
        String run = asked.json().path("id").asText();
        String approval = world.pendingApproval().path("id").asText();
        String decision = "/approvals/" + approval + "/decision";
        assertEquals(
                "HKE-6110",
                world.post("operator", decision, "{'decision':'approved'}").code());
        assertEquals(
                422, world.post("approver", decision, "{'decision':'perhaps'}").status());
        Answer decided = world.post("approver", decision, "{'decision':'approved','comment':'Go.'}");
        assertEquals("approved", decided.json().path("state").asText(), decided.body());
        assertEquals(
                409, world.post("approver", decision, "{'decision':'rejected'}").status());
        JsonNode ended = world.ended(run);
        assertEquals("succeeded", ended.path("state").asText(), ended.toString());
        String evidence = ended.path("outcome").path("evidence").asText();
        assertEquals(
                200, world.get("auditor", "/evidence/" + evidence + "/bundle").status());
        assertTrue(
                world.get("auditor", "/register/population").json().path("gaps").isEmpty());
        assertTrue(world.get("auditor", "/trust/root").body().startsWith("-----BEGIN CERTIFICATE-----"));
    }

    @Test
    void cancelledDrill_ends() throws InterruptedException {
        String run = world.post("operator", "/drills", "{'runbook':'loss'}")
                .json()
                .path("id")
                .asText();
        world.pendingApproval();
        assertEquals(202, world.post("operator", "/runs/" + run + "/cancel", "").status());
        assertEquals("cancelled", world.ended(run).path("state").asText());
        assertEquals(409, world.post("operator", "/runs/" + run + "/cancel", "").status());
    }

    private static Answer configure(boolean dryRun, Map<String, String> files) {
        ObjectNode body = Json.mapper().createObjectNode().put("dry_run", dryRun);
        files.forEach((path, content) ->
                body.withArray("files").addObject().put("path", path).put("content", content));
        return world.client()
                .post("/api/v1/configurations", body.toString(), Optional.of(world.token("administrator")));
    }

    @Test
    void wrongConfiguration_isRefusedWithEveryProblem() {
        Answer answer = configure(
                false,
                Map.of(
                        "plans/a.yml",
                        world.plan("a", "never").replace("repository: main", "repository: nowhere"),
                        "runbooks/b.yml",
                        "name: b\n"));
        assertEquals(422, answer.status());
        JsonNode problems = answer.json().path("problems");
        assertTrue(problems.size() >= 3, answer.body());
        for (JsonNode problem : problems) {
            assertTrue(problem.path("file").asText().matches("(plans/a|runbooks/b)\\.yml"), problem.toString());
            assertTrue(problem.path("line").asInt() >= 1);
            assertTrue(problem.path("code").asText().matches("HKE-1\\d{3}"));
            assertFalse(problem.path("hint").asText().isEmpty());
        }
        assertEquals(404, world.get("viewer", "/plans/a").status());
        assertEquals(422, configure(true, Map.of("../a.yml", "name: a")).status());
    }

    @Test
    void configuration_isShownBeforeItIsApplied() {
        Map<String, String> files = Map.of("plans/more.yml", world.plan("more", "2d"));
        JsonNode dry = configure(true, files).json();
        assertEquals("added", dry.path("changes").get(0).path("change").asText(), dry.toString());
        assertEquals(404, world.get("viewer", "/plans/more").status());
        assertEquals(1, configure(false, files).json().path("changes").size());
        assertEquals(0, configure(false, files).json().path("changes").size());
        JsonNode changed = configure(false, Map.of("plans/more.yml", world.plan("more", "3d")))
                .json()
                .path("changes")
                .get(0);
        assertEquals("changed", changed.path("change").asText());
        JsonNode difference = changed.path("differences").get(0);
        assertEquals("objectives.rpo", difference.path("path").asText());
        assertEquals("PT48H", difference.path("old").asText());
        assertEquals("PT72H", difference.path("new").asText());
        assertEquals(
                2, world.get("viewer", "/plans/more").json().path("revision").asInt());
    }

    @Test
    void folderThatDiffers_isShownAsDrift() throws IOException {
        Path file = world.home.resolve("configuration/plans/docs.yml");
        String before = Files.readString(file);
        Files.writeString(file, before.replace("documents", "papers"));
        try {
            JsonNode drift = world.get("viewer", "/plans/docs").json().path("drift");
            assertEquals("description", drift.get(0).path("path").asText(), drift.toString());
            assertEquals("papers", drift.get(0).path("new").asText());
        } finally {
            Files.writeString(file, before);
        }
        assertTrue(world.get("viewer", "/plans/docs").json().path("drift").isEmpty());
    }

    @Test
    void eachRole_getsOnlyItsOwn() {
        for (String path : List.of("/plans", "/runs", "/snapshots", "/repositories", "/regions", "/runbooks")) {
            assertEquals(200, world.get("viewer", path).status(), path);
            assertEquals(403, world.get("auditor", path).status(), path);
        }
        assertEquals(
                403,
                world.get("viewer", "/snapshots/" + snapshot() + "/entries").status());
        assertEquals(403, world.get("viewer", "/approvals").status());
        for (String path : List.of("/evidence", "/register", "/trust", "/audit")) {
            assertEquals(403, world.get("viewer", path).status(), path);
            assertEquals(200, world.get("auditor", path).status(), path);
        }
        for (String path :
                List.of("/backups", "/replications", "/retentions", "/restores", "/restore-tests", "/drills")) {
            for (String role : List.of("viewer", "approver", "auditor")) {
                assertEquals(403, world.post(role, path, "{}").status(), role + path);
            }
        }
        String id = first.path("id").asText();
        assertEquals(403, world.post("viewer", "/runs/" + id + "/cancel", "").status());
        assertEquals(403, world.post("operator", "/configurations", "{}").status());
        assertEquals(403, world.get("auditor", "/runs/" + id + "/events").status());
    }

    @Test
    void withoutAToken_nothingIsSaid() {
        for (String path : List.of("/plans", "/runs", "/snapshots", "/evidence", "/register", "/approvals")) {
            Answer absent = world.client().get("/api/v1" + path, Optional.empty());
            assertEquals(401, absent.status(), path);
            assertEquals("HKE-6100", absent.code());
            Answer wrong = world.client().get("/api/v1" + path, Optional.of("eyJhbGciOiJub25lIn0.e30."));
            assertEquals(401, wrong.status(), path);
        }
        assertEquals(
                401,
                world.client()
                        .post("/api/v1/backups", "{\"plan\":\"docs\"}", Optional.empty())
                        .status());
    }

    @Test
    @Order(Integer.MAX_VALUE - 1)
    void expiredToken_isRefused() {
        world.service().clock().forward(Duration.ofMinutes(16));
        Answer answer = world.get("operator", "/runs");
        assertEquals(401, answer.status());
        assertEquals("HKE-6101", answer.code());
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void stop_endsOpenStreams_andTheNextStartKnowsEverything() throws Exception {
        String operator = world.service().signIn("operator", World.PASSWORD);
        String run = world.client()
                .post("/api/v1/drills", "{\"runbook\":\"loss\"}", Optional.of(operator))
                .json()
                .path("id")
                .asText();
        BufferedReader stream = open(run, operator);
        assertTrue(stream.readLine() != null);
        world.restart();
        assertTrue(stream.lines().noneMatch(l -> l.contains("\"succeeded\"")));
        String token = world.service().signIn("operator", World.PASSWORD);
        JsonNode plan =
                world.client().get("/api/v1/plans/docs", Optional.of(token)).json();
        assertEquals(1, plan.path("revision").asInt());
        assertEquals(
                200,
                world.client()
                        .get("/api/v1/snapshots/" + snapshot(), Optional.of(token))
                        .status());
        assertEquals(
                run,
                world.client()
                        .get("/api/v1/runs/" + run, Optional.of(token))
                        .json()
                        .path("id")
                        .asText());
    }

    private static BufferedReader open(String run, String token) throws IOException, InterruptedException {
        HttpClient http = HttpClient.newBuilder()
                .sslContext(TestClient.trusting(world.service().server().certificate()))
                .build();
        HttpRequest request = world.client()
                .request("/api/v1/runs/" + run + "/events")
                .header("Authorization", "Bearer " + token)
                .build();
        return new BufferedReader(new InputStreamReader(
                http.send(request, HttpResponse.BodyHandlers.ofInputStream()).body(), StandardCharsets.UTF_8));
    }
}
