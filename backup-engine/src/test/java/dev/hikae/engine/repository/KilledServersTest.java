package dev.hikae.engine.repository;

import dev.hikae.engine.store.MinioServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same with a real server for each region: they, too, are killed at random times, while the processes work, and started
 * again, some while they work and all before every region alone is looked at. {@code -Dhikae.kill.server-rounds} sets how many
 * rounds there are.
 */
final class KilledServersTest {
    private static final int ROUNDS = Integer.getInteger("hikae.kill.server-rounds", 2);

    private static final int ATTEMPTS = 5;

    private final Random random = new Random(Long.getLong("hikae.kill.seed", 5));
    private final List<MinioServer> servers = new ArrayList<>();

    @AfterEach
    void stop() {
        servers.forEach(MinioServer::close);
    }

    @Test
    void everyRegionStaysWhole(@TempDir Path folder) throws Exception {
        List<String> places = startServers(folder);
        if (places.isEmpty()) {
            return;
        }
        var rounds = new KillRounds(folder, random, places);
        rounds.init();
        for (int round = 0; round < ROUNDS; round++) {
            List<Process> processes = rounds.start("backup", "collect", another());
            List<MinioServer> down = new ArrayList<>();
            for (int kills = 1 + random.nextInt(3); kills > 0; kills--) {
                rounds.pause(700);
                MinioServer server = servers.get(random.nextInt(servers.size()));
                if (down.remove(server)) {
                    start(server);
                } else {
                    server.kill();
                    down.add(server);
                }
            }
            rounds.pause(700);
            rounds.kill(processes);
            down.forEach(KilledServersTest::start);
            rounds.requireWholeRegions(round);
        }
        rounds.end();
    }

    /** A machine with too much to do may need more than one attempt. */
    private static void start(MinioServer server) {
        for (int attempt = 1; ; attempt++) {
            try {
                server.start();
                return;
            } catch (IllegalStateException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private String another() {
        return List.of("backup", "replicate", "scrub").get(random.nextInt(3));
    }

    /** Where they are; empty, which was said, if there is no MinIO. */
    private List<String> startServers(Path folder) throws IOException {
        List<String> places = new ArrayList<>();
        for (var region : KillRounds.ALL) {
            Optional<MinioServer> server =
                    MinioServer.start(Files.createDirectories(folder.resolve("server-" + region.value())));
            if (server.isEmpty()) {
                return List.of();
            }
            servers.add(server.get().createBucket("hikae"));
            places.add(server.get().endpoint().toString());
            places.add(server.get().credentialsFile().toString());
        }
        return places;
    }
}
