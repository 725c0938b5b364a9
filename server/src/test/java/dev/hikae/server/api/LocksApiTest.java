package dev.hikae.server.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hikae.engine.store.MinioServer;
import dev.hikae.engine.store.WithMinio;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;

/** A region with object lock, looked after by the service. */
@ExtendWith(WithMinio.class)
final class LocksApiTest {
    private final MinioServer minio;
    private final String bucket = "locked-" + UUID.randomUUID();

    LocksApiTest(MinioServer minio) {
        this.minio = minio;
        minio.createLockingBucket(bucket);
    }

    private String repository(Path home) {
        return """
                name: main
                regions:
                  - {name: tokyo, type: folder, path: %s/regions/tokyo}
                  - name: osaka
                    type: s3
                    endpoint: %s
                    bucket: %s
                    credentials_file: %s
                    lock: {mode: governance, period: 2d}
                home: tokyo
                quorum: 2
                keys: {type: machine}
                upkeep: {replication: never, scrub: never, prune: never}
                """.formatted(home, minio.endpoint(), bucket, minio.credentialsFile());
    }

    private static JsonNode osaka(World world) {
        return world.get("viewer", "/repositories/main").json().path("regions").get(1);
    }

    @Test
    void locks_areExtendedCheckedHeld_andTamperingIsTold(@TempDir Path home) throws IOException {
        try (World world = new World(home, repository(home))) {
            JsonNode backup = world.run("/backups", "{'plan':'docs'}");
            assertEquals("succeeded", backup.path("state").asText(), backup.toString());
            assertScheduled(world);
            JsonNode extended = world.run("/lock-extensions", "{'repository':'main','ask':true}");
            assertEquals("succeeded", extended.path("state").asText(), extended.toString());
            assertTrue(
                    extended.path("outcome")
                                    .path("regions")
                                    .get(0)
                                    .path("asked")
                                    .asLong()
                            > 0,
                    extended.toString());
            assertWhole(world);
            String held = "{'repository':'main','snapshots':['%s']"
                    .formatted(backup.path("outcome").path("snapshot").asText());
            JsonNode hold = world.run("/lock-holds", held + "}");
            assertEquals("succeeded", hold.path("state").asText(), hold.toString());
            assertTrue(world.run("/lock-checks", "{'repository':'main'}")
                            .path("outcome")
                            .path("regions")
                            .get(1)
                            .path("held")
                            .asLong()
                    > 0);
            assertReleased(world, held);
            hideOne();
            assertTampered(world);
        }
    }

    /** Every six hours for a lock of two days, and a check every week. */
    private static void assertScheduled(World world) {
        JsonNode upkeep = world.get("viewer", "/repositories/main").json().path("upkeep");
        JsonNode extension = StreamSupport.stream(upkeep.spliterator(), false)
                .filter(k -> k.path("kind").asText().equals("lock-extension"))
                .findFirst()
                .orElseThrow();
        assertTrue(
                Instant.parse(extension.path("next").asText())
                        .isBefore(Instant.now().plusSeconds(6 * 3_600 + 60)),
                upkeep.toString());
        assertEquals(
                0,
                StreamSupport.stream(
                                world.get("viewer", "/repositories/main")
                                        .json()
                                        .path("alarms")
                                        .spliterator(),
                                false)
                        .filter(a -> a.asText().contains("extends them"))
                        .count());
    }

    private static void assertWhole(World world) {
        JsonNode checked = world.run("/lock-checks", "{'repository':'main'}");
        assertEquals("succeeded", checked.path("state").asText(), checked.toString());
        JsonNode found = osaka(world).path("lock").path("last_check");
        assertTrue(found.path("needed").asLong() > 0, found.toString());
        assertEquals(found.path("needed"), found.path("locked"));
        assertTrue(found.has("first_ends"));
        assertEquals("governance", osaka(world).path("lock").path("mode").asText());
    }

    /** Letting go is for administrators, who repeat the repository's name. */
    private static void assertReleased(World world, String held) {
        String confirmed = held + ",'confirm':'main'}";
        assertEquals(
                403, world.post("operator", "/lock-hold-releases", confirmed).status());
        assertEquals(
                "HKE-6342",
                world.post("administrator", "/lock-hold-releases", held + ",'confirm':'osaka'}")
                        .code());
        String run = world.post("administrator", "/lock-hold-releases", confirmed)
                .json()
                .path("id")
                .asText();
        JsonNode released = world.ended(run);
        assertEquals("succeeded", released.path("state").asText(), released.toString());
        assertTrue(released.path("outcome").path("released").asBoolean());
    }

    private void hideOne() {
        try (S3Client thief = minio.client()) {
            String pack = thief.listObjectsV2(r -> r.bucket(bucket).prefix("packs/"))
                    .contents()
                    .getFirst()
                    .key();
            thief.deleteObject(r -> r.bucket(bucket).key(pack));
        }
    }

    private static void assertTampered(World world) {
        JsonNode checked = world.run("/lock-checks", "{'repository':'main'}");
        assertEquals("failed", checked.path("state").asText(), checked.toString());
        assertEquals("HKE-6336", checked.path("error_code").asText());
        String alarms =
                world.get("viewer", "/repositories/main").json().path("alarms").toString();
        assertTrue(alarms.contains("osaka: somebody interfered; objects hidden: 1, replaced: 0"), alarms);
        assertTrue(alarms.contains("the last check of locks failed"), alarms);
        assertTrue(world.service().server().machinery().alerts().list(10).stream()
                .anyMatch(a -> a.kind().equals("lock-check") && a.event().equals("run.failed")));
    }
}
