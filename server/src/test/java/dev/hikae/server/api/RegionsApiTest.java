package dev.hikae.server.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hikae.server.TestClient.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is done to regions by the REST API, and what it tells of them. */
class RegionsApiTest {
    private static World world;

    @BeforeAll
    static void start(@TempDir Path home) throws IOException {
        world = new World(home);
        assertEquals(
                "succeeded",
                world.run("/backups", "{'plan':'docs'}").path("state").asText());
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    private static JsonNode repository() {
        return world.get("viewer", "/repositories/main").json();
    }

    private static JsonNode region(String name) {
        return StreamSupport.stream(repository().path("regions").spliterator(), false)
                .filter(r -> r.path("region").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode administered(String path, String body) {
        Answer asked = world.post("administrator", path, body);
        assertEquals(202, asked.status(), asked.body());
        return world.ended(asked.json().path("id").asText());
    }

    @Test
    void prune_isARun_andADryRunOnlyTells() throws IOException {
        Path leftOver = Files.createDirectories(world.home.resolve("regions/osaka/packs/ab"))
                .resolve("ab" + "0".repeat(62));
        Files.write(leftOver, new byte[1_000]);
        JsonNode told = world.run("/prunes", "{'repository':'main','dry_run':true}");
        assertEquals("succeeded", told.path("state").asText(), told.toString());
        assertTrue(told.path("outcome").path("dry_run").asBoolean());
        assertEquals(3, told.path("outcome").path("regions").size(), told.toString());
        JsonNode done = world.run("/prunes", "{'repository':'main'}");
        assertEquals("succeeded", done.path("state").asText(), done.toString());
        assertFalse(done.path("outcome").path("dry_run").asBoolean());
        JsonNode upkeep = repository().path("upkeep");
        JsonNode prune = StreamSupport.stream(upkeep.spliterator(), false)
                .filter(k -> k.path("kind").asText().equals("prune"))
                .findFirst()
                .orElseThrow();
        assertEquals(done.path("id").asText(), prune.path("last_run").asText());
        assertEquals(
                403, world.post("viewer", "/prunes", "{'repository':'main'}").status());
        assertEquals(
                422,
                world.post("operator", "/prunes", "{'repository':'main','wait_seconds':3601}")
                        .status());
    }

    @Test
    void regionThatWasAway_isToldWithWhatItLacks_andSeededAgain() throws IOException {
        Path osaka = world.home.resolve("regions/osaka");
        Path away = world.home.resolve("away");
        Files.move(osaka, away);
        JsonNode backup = world.run("/backups", "{'plan':'docs'}");
        assertTrue(backup.path("outcome").path("behind").has("osaka"), backup.toString());
        assertFalse(region("osaka").path("reachable").asBoolean());
        assertFalse(region("osaka").has("exposure"));
        assertTrue(alarms().stream().anyMatch(a -> a.startsWith("osaka does not answer")), alarms().toString());
        var japanese = world.client()
                .request("/api/v1/repositories/main")
                .header("Authorization", "Bearer " + world.token("viewer"))
                .header("Accept-Language", "ja");
        assertTrue(world.client().send(japanese).body().contains("osaka が応答しません"));
        assertEquals("failed", firstCatchUp().path("state").asText());

        Files.move(away, osaka);
        JsonNode main = repository();
        assertEquals(1, region("osaka").path("snapshots_behind").asLong());
        assertEquals(1, main.path("lacking").size(), main.toString());
        JsonNode lacking = main.path("lacking").get(0);
        assertEquals(
                backup.path("outcome").path("snapshot").asText(),
                lacking.path("snapshot").asText());
        assertEquals("[\"osaka\"]", lacking.path("missing_in").toString());
        assertEquals(2, lacking.path("copies").asInt());
        assertEquals(3, lacking.path("of").asInt());
        assertTrue(alarms().contains("osaka is behind; snapshots missing there: 1"), alarms().toString());

        assertEquals(
                403,
                world.post("operator", "/region-seeds", "{'repository':'main','region':'osaka'}")
                        .status());
        JsonNode seeded = administered("/region-seeds", "{'repository':'main','region':'osaka'}");
        assertEquals("succeeded", seeded.path("state").asText(), seeded.toString());
        assertEquals(0, repository().path("lacking").size());
        assertFalse(region("osaka").path("exposure").path("exceeded").asBoolean());
    }

    private static List<String> alarms() {
        return StreamSupport.stream(repository().path("alarms").spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private static JsonNode firstCatchUp() {
        try {
            return world.await(() -> StreamSupport.stream(
                            world.get("viewer", "/runs?kind=replication&state=failed")
                                    .json()
                                    .path("items")
                                    .spliterator(),
                            false)
                    .findFirst());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void failover_isForAdministratorsWhoConfirmIt() {
        String there = "{'repository':'main','region':'singapore','confirm':'singapore'}";
        assertEquals(403, world.post("operator", "/failovers", there).status());
        assertEquals(
                "HKE-6342",
                world.post("administrator", "/failovers", "{'repository':'main','region':'singapore'}")
                        .code());
        assertEquals(
                "HKE-6341",
                world.post("administrator", "/failovers", "{'repository':'main','region':'nowhere','dry_run':true}")
                        .code());
        JsonNode tried = administered("/failovers", "{'repository':'main','region':'singapore','dry_run':true}");
        assertEquals("succeeded", tried.path("state").asText(), tried.toString());
        assertEquals("tokyo", repository().path("home").asText());
        JsonNode moved = administered("/failovers", there);
        assertEquals("succeeded", moved.path("state").asText(), moved.toString());
        assertTrue(moved.path("outcome").path("planned").asBoolean());
        assertEquals("singapore", repository().path("home").asText());
        JsonNode back = administered("/failovers", "{'repository':'main','region':'tokyo','confirm':'tokyo'}");
        assertEquals("succeeded", back.path("state").asText(), back.toString());
        assertEquals("tokyo", repository().path("home").asText());
        assertTrue(world.get("auditor", "/audit").body().contains("change region"));
    }

    @Test
    void region_isRetiredAndAddedAgain() {
        String one = "{'repository':'main','region':'singapore','confirm':'singapore'}";
        assertEquals(403, world.post("operator", "/region-retirements", one).status());
        JsonNode retired = administered("/region-retirements", one);
        assertEquals("succeeded", retired.path("state").asText(), retired.toString());
        assertEquals(2, retired.path("outcome").path("regions").asInt());
        assertEquals("retired", region("singapore").path("part").asText());
        assertEquals(403, world.post("operator", "/region-additions", one).status());
        JsonNode added = administered("/region-additions", one);
        assertEquals("succeeded", added.path("state").asText(), added.toString());
        assertEquals("member", region("singapore").path("part").asText());
    }

    @Test
    void probe_tellsWhatThePlaceCanDo() {
        JsonNode probe = world.run("/region-probes", "{'repository':'main','region':'tokyo'}");
        assertEquals("succeeded", probe.path("state").asText(), probe.toString());
        assertTrue(probe.path("outcome").path("abilities").path("creates_once").asBoolean());
        assertEquals(
                "HKE-6341",
                world.post("operator", "/region-probes", "{'repository':'main','region':'nowhere'}")
                        .code());
    }

    @Test
    void locks_areRefusedWhereNothingLocks() {
        for (String path : List.of("/lock-extensions", "/lock-checks")) {
            assertEquals(
                    "HKE-6337",
                    world.post("operator", path, "{'repository':'main'}").code());
        }
    }
}
