package dev.hikae.engine.repository;

import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.RepositoryName;
import dev.hikae.config.id.SnapshotId;
import dev.hikae.config.repository.KeySource;
import dev.hikae.config.repository.Location;
import dev.hikae.config.repository.RepositoryConfig;
import dev.hikae.engine.BackupRequest;
import dev.hikae.engine.Entry;
import dev.hikae.engine.RawPath;
import dev.hikae.engine.Repositories;
import dev.hikae.engine.Repository;
import dev.hikae.engine.UnlockPermit;
import dev.hikae.engine.history.History;
import dev.hikae.engine.key.Credential;
import dev.hikae.engine.key.Secret;
import dev.hikae.engine.keyring.KeySlot;
import dev.hikae.engine.keyring.Keyring;
import dev.hikae.engine.keyring.RepositoryKeys;
import dev.hikae.engine.snapshot.Manifest;
import dev.hikae.engine.snapshot.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;

/** A repository in folders below a temporary one, opened by a key file so that tests do not wait for Argon2. */
final class TestRepository {
    static final RegionName TOKYO = new RegionName("tokyo");
    static final RegionName OSAKA = new RegionName("osaka");
    static final Credential KEY = new Credential.KeyFile(Secret.copyOf(new byte[32]));
    static final UnlockPermit PERMIT = new UnlockPermit("break-glass:test");

    private final Path folder;
    private final Path cache;
    private final Function<RegionName, Location> places;
    final Repositories repositories;

    TestRepository(Path folder) {
        this(folder, "cache");
    }

    TestRepository(Path folder, String cache) {
        this(folder, cache, InstantSource.system());
    }

    /** Its regions lie elsewhere. */
    TestRepository(Path folder, String cache, Function<RegionName, Location> places) {
        this(folder, cache, InstantSource.system(), places);
    }

    private TestRepository(Path folder, String cache, InstantSource clock) {
        this(folder, cache, clock, r -> new Location.Folder(region(folder.normalize(), r)));
    }

    private TestRepository(Path folder, String cache, InstantSource clock, Function<RegionName, Location> places) {
        this.folder = folder.normalize();
        this.places = places;
        this.cache = folder.resolve(cache);
        this.repositories = Repositories.create(clock, new SecureRandom(), this.cache);
    }

    /** Its backups begin an hour after now: no change is too fresh to be trusted later. Each look at the clock takes a while. */
    static TestRepository later(Path folder, Duration look) {
        Instant start = InstantSource.system().instant().plusSeconds(3600);
        var looks = new AtomicInteger();
        return new TestRepository(folder, "cache", () -> start.plus(look.multipliedBy(looks.incrementAndGet())));
    }

    /** What its host keeps in a folder of the cache. */
    List<Path> cached(String name) throws IOException {
        List<Path> found = new ArrayList<>();
        if (!Files.isDirectory(cache)) {
            return found;
        }
        try (var repositories = Files.newDirectoryStream(cache)) {
            for (Path repository : repositories) {
                Path below = repository.resolve(name);
                if (Files.isDirectory(below)) {
                    try (var files =
                            Files.newDirectoryStream(below, f -> !f.toString().endsWith(".tmp"))) {
                        files.forEach(found::add);
                    }
                }
            }
        }
        return found;
    }

    RepositoryConfig config(RegionName... regions) {
        return new RepositoryConfig(
                new RepositoryName("test"),
                Stream.of(regions)
                        .map(r -> new RepositoryConfig.Region(r, places.apply(r)))
                        .toList(),
                regions[0],
                1,
                new KeySource.Machine());
    }

    Path region(RegionName region) {
        return region(folder, region);
    }

    private static Path region(Path folder, RegionName region) {
        return folder.resolve("regions").resolve(region.value());
    }

    Repository init(RegionName... regions) {
        return repositories.init(config(regions), List.of(KEY));
    }

    Repository open(RegionName... regions) {
        return repositories.open(config(regions), KEY, PERMIT);
    }

    /** Everything a region holds below a prefix. */
    List<Path> files(RegionName region, String below) throws IOException {
        try (Stream<Path> files = Files.walk(region(region).resolve(below))) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    Keyring keyring(RegionName region) throws IOException {
        for (Path slot : files(region, "keys")) {
            Optional<Keyring> opened = KeySlot.parse(Files.readAllBytes(slot)).open(KEY);
            if (opened.isPresent()) {
                return opened.get();
            }
        }
        throw new AssertionError("no slot of region " + region + " opens");
    }

    Path outcomeFile(RegionName region, SnapshotId snapshot) throws IOException {
        for (Path file : files(region, "sessions")) {
            if (file.endsWith("outcome") && parse(region, file).snapshot().equals(snapshot)) {
                return file;
            }
        }
        throw new AssertionError("no outcome of " + snapshot);
    }

    Outcome outcome(RegionName region, SnapshotId snapshot) throws IOException {
        return parse(region, outcomeFile(region, snapshot));
    }

    private Outcome parse(RegionName region, Path file) throws IOException {
        String name = region(region).relativize(file).toString();
        return Outcome.parse(name, Files.readAllBytes(file), keyring(region).trust());
    }

    Manifest manifest(RegionName region, SnapshotId snapshot) throws IOException {
        return History.manifest(outcome(region, snapshot), new RepositoryKeys(keyring(region)));
    }

    static BackupRequest request(Path... roots) {
        return new BackupRequest(Optional.of("plan"), "host", List.of(roots), List.of(), false, List.of());
    }

    static List<Entry> list(Repository repository, SnapshotId snapshot, String path) {
        List<Entry> entries = new ArrayList<>();
        repository.list(snapshot, RawPath.of(path), entries::add);
        return entries;
    }

    /** By this process, from anywhere: {@code rchar} of proc(5). */
    static long bytesRead() throws IOException {
        String first = Files.readAllLines(Path.of("/proc/self/io")).getFirst();
        return Long.parseLong(first.substring(first.indexOf(' ') + 1));
    }
}
