package dev.hikae.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.hikae.server.TestClient.Answer;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands between a request and its effect: done once, and written down before. */
class GuardsTest {
    private static void configuration(Path folder) throws IOException {
        Path source = Files.createDirectories(folder.resolve("source"));
        Files.writeString(source.resolve("one.txt"), "one\n");
        Files.writeString(
                Files.createDirectories(folder.resolve("configuration/repositories"))
                        .resolve("main.yml"),
                """
                name: main
                regions: [{name: tokyo, type: folder, path: %s/tokyo}]
                home: tokyo
                quorum: 1
                keys: {type: machine}
                """.formatted(folder));
        Files.writeString(
                Files.createDirectories(folder.resolve("configuration/plans")).resolve("docs.yml"),
                """
                name: docs
                repository: main
                source: {type: files, roots: [%s/source]}
                schedule: {cron: "0 0 3 * * ?", zone: Asia/Tokyo, start_window: 1h}
                objectives: {rto: 1h, rpo: 1d}
                retention: {keep_daily: 7, keep_within: 1d}
                """.formatted(folder));
    }

    private static Answer backup(TestService service, String token, String key, String body) {
        return service.client()
                .send(service.client()
                        .request("/api/v1/backups")
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", key)
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    @Test
    void sameKey_isDoneOnce_andNothingChangesWithoutTheTrail(@TempDir Path folder) throws IOException {
        configuration(folder);
        try (TestService service = new TestService(folder)) {
            String token = service.firstSignIn();
            Answer first = backup(service, token, "k-1", "{\"plan\":\"docs\"}");
            assertEquals(202, first.status(), first.body());
            Answer again = backup(service, token, "k-1", "{\"plan\":\"docs\"}");
            assertEquals(202, again.status(), again.body());
            assertEquals("true", again.header("Idempotency-Replayed"));
            assertEquals(first.header("Location"), again.header("Location"));
            assertEquals(first.json(), again.json());
            Answer other = backup(service, token, "k-1", "{\"plan\":\"other\"}");
            assertEquals(422, other.status());
            assertEquals("HKE-6507", other.code());
            assertEquals(
                    400,
                    backup(service, token, "k".repeat(129), "{\"plan\":\"docs\"}")
                            .status());
            Answer unknown = backup(service, token, "k-2", "{\"plan\":\"nothing\"}");
            assertEquals(404, unknown.status(), unknown.body());
            assertFalse(backup(service, token, "k-2", "{\"plan\":\"docs\"}").status() == 422);

            service.server().trail().close();
            Answer refused = backup(service, token, "k-3", "{\"plan\":\"docs\"}");
            assertEquals(503, refused.status(), refused.body());
            assertEquals("HKE-6200", refused.code());
            assertEquals(
                    200,
                    service.client().get("/api/v1/runs", Optional.of(token)).status());
        }
    }
}
