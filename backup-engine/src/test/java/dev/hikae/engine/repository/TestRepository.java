package dev.hikae.engine.repository;

import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.RepositoryName;
import dev.hikae.config.repository.KeySource;
import dev.hikae.config.repository.Location;
import dev.hikae.config.repository.RepositoryConfig;
import dev.hikae.engine.BackupRequest;
import dev.hikae.engine.Entry;
import dev.hikae.engine.RawPath;
import dev.hikae.engine.Repositories;
import dev.hikae.engine.Repository;
import dev.hikae.engine.UnlockPermit;
import dev.hikae.engine.key.Credential;
import dev.hikae.engine.key.Secret;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A repository in folders below a temporary one, opened by a key file so that tests do not wait for Argon2. */
final class TestRepository {
    static final RegionName TOKYO = new RegionName("tokyo");
    static final RegionName OSAKA = new RegionName("osaka");
    static final Credential KEY = new Credential.KeyFile(Secret.copyOf(new byte[32]));
    static final UnlockPermit PERMIT = new UnlockPermit("break-glass:test");

    private final Path folder;
    final Repositories repositories;

    TestRepository(Path folder) {
        this(folder, "cache");
    }

    TestRepository(Path folder, String cache) {
        this.folder = folder.normalize();
        this.repositories = Repositories.create(InstantSource.system(), new SecureRandom(), folder.resolve(cache));
    }

    RepositoryConfig config(RegionName... regions) {
        return new RepositoryConfig(
                new RepositoryName("test"),
                Stream.of(regions)
                        .map(r -> new RepositoryConfig.Region(r, new Location.Folder(region(r))))
                        .toList(),
                regions[0],
                1,
                new KeySource.Machine());
    }

    Path region(RegionName region) {
        return folder.resolve("regions").resolve(region.value());
    }

    Repository init(RegionName... regions) {
        return repositories.init(config(regions), List.of(KEY));
    }

    Repository open(RegionName... regions) {
        return repositories.open(config(regions), KEY, PERMIT);
    }

    static BackupRequest request(Path... roots) {
        return new BackupRequest(Optional.of("plan"), "host", List.of(roots), List.of(), false, List.of());
    }

    static List<Entry> list(Repository repository, dev.hikae.config.id.SnapshotId snapshot, String path) {
        List<Entry> entries = new ArrayList<>();
        repository.list(snapshot, RawPath.of(path), entries::add);
        return entries;
    }
}
