package dev.hikae.server.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hikae.config.id.Ids;
import dev.hikae.config.id.RunId;
import dev.hikae.scheduler.Run;
import dev.hikae.scheduler.RunState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A crash without a kill: the files as they lie on disk at some instant, opened as another process would find them. */
final class CrashTest {
    private static final Instant T0 = Instant.parse("2026-04-01T00:00:00Z");
    private static final Duration LEASE = Duration.ofSeconds(30);

    @Test
    void everyAcknowledgedChange_isThereAfterACrash(@TempDir Path dir) throws IOException {
        Random random = new Random(20261123);
        Ids ids = new Ids(InstantSource.system(), new SecureRandom());
        Map<RunId, RunState> acknowledged = new LinkedHashMap<>();
        try (DataFolder folder = DataFolder.hold(dir.resolve("data"));
                Catalogue catalogue = Catalogue.open(folder, InstantSource.system())) {
            JdbiRunStore store = new JdbiRunStore(catalogue);
            for (int crash = 0; crash < 12; crash++) {
                for (int i = 0; i < 5; i++) {
                    step(store, ids, random, acknowledged);
                }
                assertEquals(acknowledged, afterCrash(dir, crash));
            }
        }
    }

    private static void step(JdbiRunStore store, Ids ids, Random random, Map<RunId, RunState> acknowledged) {
        Run run = planned(ids, acknowledged.size());
        store.plan(run);
        acknowledged.put(run.id(), RunState.PLANNED);
        if (random.nextBoolean()) {
            Run claimed = store.claim("n", T0, LEASE).orElseThrow();
            acknowledged.put(claimed.id(), RunState.RUNNING);
            if (random.nextBoolean()) {
                store.finish(
                        claimed.id(),
                        claimed.fencingToken(),
                        RunState.SUCCEEDED,
                        T0,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());
                acknowledged.put(claimed.id(), RunState.SUCCEEDED);
            }
        }
    }

    private static Run planned(Ids ids, int n) {
        return new Run(
                ids.run(),
                "backup",
                "s" + n,
                Optional.of("backup/s" + n),
                T0,
                T0,
                "tester",
                "{}",
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
    }

    private static Map<RunId, RunState> afterCrash(Path dir, int crash) throws IOException {
        Path image = dir.resolve("crash-" + crash);
        Files.createDirectories(image);
        // The shared memory file is not part of the image: it does not survive a power cut.
        for (String file : List.of("catalogue.db", "catalogue.db-wal")) {
            Files.copy(dir.resolve("data").resolve(file), image.resolve(file));
        }
        try (DataFolder folder = DataFolder.hold(image);
                Catalogue catalogue = Catalogue.open(folder, InstantSource.system())) {
            assertEquals(List.of(), catalogue.problems());
            Map<RunId, RunState> found = new LinkedHashMap<>();
            new JdbiRunStore(catalogue)
                    .list(dev.hikae.scheduler.RunStore.Filter.ALL, Optional.empty(), 1000)
                    .forEach(r -> found.put(r.id(), r.state()));
            return found;
        }
    }
}
