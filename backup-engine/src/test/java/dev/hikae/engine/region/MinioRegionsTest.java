package dev.hikae.engine.region;

import static dev.hikae.engine.region.Rig.ALL;
import static dev.hikae.engine.region.Rig.OSAKA;
import static dev.hikae.engine.region.Rig.SINGAPORE;
import static dev.hikae.engine.region.Rig.TOKYO;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.RepositoryName;
import dev.hikae.config.id.SnapshotId;
import dev.hikae.config.repository.KeySource;
import dev.hikae.config.repository.RepositoryConfig;
import dev.hikae.engine.BackupRequest;
import dev.hikae.engine.BackupResult;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.HomeMove;
import dev.hikae.engine.RegionChanges;
import dev.hikae.engine.ReplicationResult;
import dev.hikae.engine.Repositories;
import dev.hikae.engine.Repository;
import dev.hikae.engine.RestoreRequest;
import dev.hikae.engine.RunControl;
import dev.hikae.engine.Snapshot;
import dev.hikae.engine.UnlockPermit;
import dev.hikae.engine.key.Credential;
import dev.hikae.engine.key.Secret;
import dev.hikae.engine.store.MinioServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole of it on real servers: three regions, each a MinIO of its own, one of which loses its power. */
final class MinioRegionsTest {
    private static final Credential KEY = new Credential.KeyFile(Secret.copyOf(new byte[32]));
    private static final UnlockPermit PERMIT = new UnlockPermit("test");

    private final Map<RegionName, MinioServer> servers = new LinkedHashMap<>();

    @TempDir
    Path temp = Path.of("unset");

    @AfterEach
    void stop() {
        servers.values().forEach(MinioServer::close);
    }

    @Test
    void regionThatLosesPower_catchesUpAndRestoresAlone() throws IOException {
        if (!startServers()) {
            return;
        }
        Path source = makeSource();
        var repositories = Repositories.create(InstantSource.system(), new SecureRandom(), temp.resolve("cache"));
        try (Repository repository = repositories.init(config(ALL, 2), List.of(KEY))) {
            assertEquals(Set.copyOf(ALL), backup(repository, source).heldBy());
            server(OSAKA).kill();
            Files.writeString(source.resolve("new"), "written while osaka was down\n");
            BackupResult second = backup(repository, source);
            assertEquals(Set.of(TOKYO, SINGAPORE), second.heldBy());
            assertEquals(Set.of(OSAKA), second.behind().keySet());
            server(OSAKA).start();
            assertEquals(Map.of(), repository.replicate(RunControl.NONE).behind());
            assertEquals(
                    List.of(0L, 0L, 0L),
                    repository.regionStatus().stream()
                            .map(s -> s.snapshotsBehind())
                            .toList());
            server(TOKYO).kill();
            HikaeException e = assertThrows(HikaeException.class, () -> backup(repository, source));
            assertEquals(EngineError.HOME_UNREACHABLE, e.code());
        }
        server(SINGAPORE).kill();
        restoreFromOsakaAlone(repositories, source);
    }

    @Test
    void lostHome_isReplaced_andAdoptedWithWhatOnlyItHad() throws IOException {
        if (!startServers()) {
            return;
        }
        Path source = makeSource();
        var repositories = Repositories.create(InstantSource.system(), new SecureRandom(), temp.resolve("cache"));
        repositories.init(config(ALL, 2), List.of(KEY)).close();
        server(OSAKA).kill();
        server(SINGAPORE).kill();
        SnapshotId unreplicated;
        try (Repository isolated = repositories.open(config(ALL, 1), KEY, PERMIT)) {
            BackupResult alone = backup(isolated, source);
            assertEquals(Set.of(TOKYO), alone.heldBy());
            unreplicated = alone.snapshot().id();
        }
        server(TOKYO).kill();
        server(OSAKA).start();
        server(SINGAPORE).start();
        try (Repository repository = repositories.open(config(ALL, 2), KEY, PERMIT)) {
            HomeMove move = repository.regionChanges().failover(OSAKA, RegionChanges.Manner.USUAL, RunControl.NONE);
            assertTrue(move.changed() && !move.planned(), move.toString());
            assertEquals(Set.of(OSAKA, SINGAPORE), backup(repository, source).heldBy());
        }
        server(TOKYO).start();
        try (Repository repository = repositories.open(config(ALL, 2), KEY, PERMIT)) {
            ReplicationResult result = repository.replicate(RunControl.NONE);
            assertEquals(Map.of(), result.behind());
            assertEquals(List.of(unreplicated), result.adopted());
        }
        for (RegionName region : ALL) {
            try (Repository alone = repositories.open(config(List.of(region), 1), KEY, PERMIT)) {
                assertEquals(2, alone.snapshots().size(), region.value());
                assertEquals(
                        List.of(), alone.check(Set.of(), true, RunControl.NONE).findings(), region.value());
            }
        }
    }

    private void restoreFromOsakaAlone(Repositories repositories, Path source) throws IOException {
        try (Repository alone = repositories.open(config(List.of(OSAKA), 1), KEY, PERMIT)) {
            List<Snapshot> snapshots = alone.snapshots();
            assertEquals(2, snapshots.size());
            Path target = Files.createDirectory(temp.resolve("restored"));
            var request = new RestoreRequest(
                    snapshots.getLast().id(), List.of(), target, RestoreRequest.Overwrite.REFUSE, List.of());
            alone.restore(request, RunControl.NONE);
            assertTrue(alone.compare(request, RunControl.NONE).same());
            assertArrayEquals(Files.readAllBytes(source.resolve("big")), Files.readAllBytes(target.resolve("big")));
            assertArrayEquals(Files.readAllBytes(source.resolve("new")), Files.readAllBytes(target.resolve("new")));
        }
    }

    private boolean startServers() throws IOException {
        for (RegionName region : ALL) {
            Path folder = Files.createDirectories(temp.resolve(region.value()));
            Optional<MinioServer> server = MinioServer.start(folder);
            if (server.isEmpty()) {
                return false;
            }
            servers.put(region, server.get().createBucket("hikae"));
        }
        return true;
    }

    private Path makeSource() throws IOException {
        Path source = Files.createDirectories(temp.resolve("source/folder"));
        byte[] content = new byte[3 << 20];
        new Random(3).nextBytes(content);
        Files.write(source.resolveSibling("big"), content);
        Files.writeString(source.resolve("small"), "small\n");
        return temp.resolve("source");
    }

    private static BackupResult backup(Repository repository, Path source) {
        return repository.backup(
                new BackupRequest(Optional.of("plan"), "host", List.of(source), List.of(), false, List.of()),
                RunControl.NONE);
    }

    private RepositoryConfig config(List<RegionName> regions, int quorum) {
        return new RepositoryConfig(
                new RepositoryName("test"),
                regions.stream()
                        .map(r -> new RepositoryConfig.Region(r, server(r).location("hikae", "repo/")))
                        .toList(),
                regions.getFirst(),
                quorum,
                new KeySource.Machine());
    }

    private MinioServer server(RegionName region) {
        return Objects.requireNonNull(servers.get(region));
    }
}
