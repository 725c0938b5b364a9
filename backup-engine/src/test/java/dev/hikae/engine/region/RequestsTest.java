package dev.hikae.engine.region;

import static dev.hikae.engine.region.Rig.TOKYO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.config.id.RepositoryName;
import dev.hikae.config.repository.KeySource;
import dev.hikae.config.repository.Location;
import dev.hikae.config.repository.RepositoryConfig;
import dev.hikae.engine.BackupRequest;
import dev.hikae.engine.Repositories;
import dev.hikae.engine.Repository;
import dev.hikae.engine.RestoreRequest;
import dev.hikae.engine.RunControl;
import dev.hikae.engine.key.Credential;
import dev.hikae.engine.key.Secret;
import dev.hikae.engine.store.MinioServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How many requests a real server counts for a backup, one in which nothing changed, and a restore. */
final class RequestsTest {
    private static final Credential KEY = new Credential.KeyFile(Secret.copyOf(new byte[32]));

    @TempDir
    Path temp = Path.of("unset");

    private Map<String, Long> before = Map.of();

    @Test
    void eachObjectIsOnePutAndEachPackOneGet() throws IOException {
        Optional<MinioServer> started = MinioServer.start(Files.createDirectory(temp.resolve("minio")));
        if (started.isEmpty()) {
            return;
        }
        try (MinioServer server = started.get().createBucket("hikae")) {
            Path source = makeSource();
            var repositories = Repositories.create(InstantSource.system(), new SecureRandom(), temp.resolve("cache"));
            Location.S3 location = server.location("hikae", "repo/");
            try (Repository repository = repositories.init(config(location), List.of(KEY))) {
                long objects = objects(server);
                counted(server);
                var snapshot = backup(repository, source);
                Map<String, Long> first = counted(server);
                assertEquals(objects(server) - objects, first.get("PutObject"), "of " + first);
                assertEquals(0, first.getOrDefault("NewMultipartUpload", 0L), "of " + first);
                assertEquals(0, first.getOrDefault("HeadObject", 0L), "of " + first);

                backup(repository, source);
                Map<String, Long> second = counted(server);
                assertEquals(2, second.get("PutObject"), "open and outcome, of " + second);
                assertTrue(sum(second) <= 40, "for an unchanged source: " + second);

                Path target = Files.createDirectory(temp.resolve("restored"));
                var request =
                        new RestoreRequest(snapshot, List.of(), target, RestoreRequest.Overwrite.REFUSE, List.of());
                assertEquals(
                        List.of(), repository.restore(request, RunControl.NONE).failed());
                Map<String, Long> restore = counted(server);
                assertTrue(restore.getOrDefault("GetObject", 0L) <= 8, "for three packs: " + restore);
            }
        }
    }

    private static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Since it was asked last. */
    private Map<String, Long> counted(MinioServer server) {
        Map<String, Long> now = server.requests();
        assertTrue(now.containsKey("PutObject"), "the server counts nothing: " + now);
        Map<String, Long> since = new TreeMap<>();
        now.forEach((name, count) -> {
            long more = count - before.getOrDefault(name, 0L);
            if (more > 0) {
                since.put(name, more);
            }
        });
        before = now;
        return since;
    }

    private static long objects(MinioServer server) {
        try (var client = server.client()) {
            return client.listObjectsV2(r -> r.bucket("hikae")).contents().size();
        }
    }

    private Path makeSource() throws IOException {
        Path source = Files.createDirectory(temp.resolve("source"));
        byte[] content = new byte[24 << 20];
        new Random(9).nextBytes(content);
        Files.write(source.resolve("large"), content);
        Files.writeString(source.resolve("small"), "small\n");
        return source;
    }

    private static dev.hikae.config.id.SnapshotId backup(Repository repository, Path source) {
        return repository
                .backup(
                        new BackupRequest(Optional.of("plan"), "host", List.of(source), List.of(), false, List.of()),
                        RunControl.NONE)
                .snapshot()
                .id();
    }

    private static RepositoryConfig config(Location.S3 location) {
        return new RepositoryConfig(
                new RepositoryName("test"),
                List.of(new RepositoryConfig.Region(TOKYO, location)),
                TOKYO,
                1,
                new KeySource.Machine());
    }
}
