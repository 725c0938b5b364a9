package dev.hikae.engine.scrub;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.RepositoryName;
import dev.hikae.config.id.SnapshotId;
import dev.hikae.config.repository.KeySource;
import dev.hikae.config.repository.Location;
import dev.hikae.config.repository.RepositoryConfig;
import dev.hikae.config.text.Text;
import dev.hikae.engine.BackupRequest;
import dev.hikae.engine.Repositories;
import dev.hikae.engine.Repository;
import dev.hikae.engine.RestoreRequest;
import dev.hikae.engine.RunControl;
import dev.hikae.engine.ScrubLevel;
import dev.hikae.engine.ScrubReport;
import dev.hikae.engine.ScrubRequest;
import dev.hikae.engine.Snapshot;
import dev.hikae.engine.UnlockPermit;
import dev.hikae.engine.index.IndexLoader;
import dev.hikae.engine.key.Credential;
import dev.hikae.engine.key.Secret;
import dev.hikae.engine.keyring.KeySlot;
import dev.hikae.engine.keyring.Keyring;
import dev.hikae.engine.keyring.RepositoryKeys;
import dev.hikae.engine.pack.FinishedPack;
import dev.hikae.engine.pack.FooterReader;
import dev.hikae.engine.region.ReadObserver;
import dev.hikae.engine.region.RegionStores;
import dev.hikae.engine.region.Regions;
import dev.hikae.engine.restore.SnapshotContent;
import dev.hikae.engine.snapshot.Outcome;
import dev.hikae.engine.snapshot.Outcome.NeededObject;
import dev.hikae.engine.store.Pause;
import dev.hikae.engine.store.Store;
import dev.hikae.engine.store.Stores;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A repository in three folders with a snapshot, and every object's bytes as they were. Each file is one chunk, and large enough for
 * a frame of its own.
 */
final class ScrubRig {
    static final int FILES = 8;
    static final RegionName TOKYO = new RegionName("tokyo");
    static final RegionName OSAKA = new RegionName("osaka");
    static final RegionName SINGAPORE = new RegionName("singapore");
    static final List<RegionName> ALL = List.of(TOKYO, OSAKA, SINGAPORE);

    private static final Instant BEGIN = Instant.parse("2026-11-28T00:00:00Z");
    private static final Credential KEY = new Credential.KeyFile(Secret.copyOf(new byte[32]));

    final Path folder;
    final Path cache;
    final Path source;
    private final AtomicInteger looks = new AtomicInteger();
    private final List<RegionName> names;
    final Repositories repositories;
    Map<Path, byte[]> before = new TreeMap<>();

    ScrubRig(Path temporary) throws IOException {
        this(temporary, ALL);
    }

    ScrubRig(Path temporary, List<RegionName> names) throws IOException {
        this.folder = temporary.normalize();
        this.cache = folder.resolve("cache");
        this.names = names;
        this.source = Files.createDirectories(folder.resolve("source"));
        // Each look at the clock takes a second, so that what was done earlier is earlier.
        InstantSource clock = () -> BEGIN.plusSeconds(looks.incrementAndGet());
        this.repositories = Repositories.create(clock, new SecureRandom(), cache);
        for (int i = 0; i < FILES; i++) {
            write("file-" + i, i, 200_000);
        }
        repositories.init(config(), List.of(KEY)).close();
        backup();
    }

    void write(String name, long seed, int length) throws IOException {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        Files.write(source.resolve(name), bytes);
    }

    Snapshot backup() throws IOException {
        try (Repository repository = open()) {
            var request = new BackupRequest(Optional.of("plan"), "host", List.of(source), List.of(), false, List.of());
            Snapshot snapshot = repository.backup(request, RunControl.NONE).snapshot();
            before = contents();
            return snapshot;
        }
    }

    Repository open() {
        return repositories.open(config(), KEY, new UnlockPermit("test"));
    }

    RepositoryConfig config() {
        return new RepositoryConfig(
                new RepositoryName("test"),
                names.stream()
                        .map(r -> new RepositoryConfig.Region(r, new Location.Folder(region(r))))
                        .toList(),
                names.getFirst(),
                names.size(),
                new KeySource.Machine());
    }

    Path region(RegionName region) {
        return folder.resolve("regions").resolve(region.value());
    }

    ScrubReport scrub(ScrubLevel level) {
        return scrub(ScrubRequest.of(level, true));
    }

    ScrubReport scrub(ScrubRequest request) {
        try (Repository repository = open()) {
            return repository.scrub(request, RunControl.NONE);
        }
    }

    /** With stores of the test's own around the real ones. */
    ScrubReport scrub(ScrubRequest request, Around around) throws IOException {
        Keyring keyring = keyring();
        RegionStores stores = RegionStores.open(config(), new Stores(new SecureRandom(), Pause.SLEEP));
        try (Regions regions = new WrappedRegions(stores.trusting(keyring.trust()), around)) {
            var keys = new RepositoryKeys(keyring);
            var parts = new Scrub.Parts(
                    regions,
                    keys,
                    new IndexLoader(keys, cache),
                    () -> BEGIN.plusSeconds(looks.incrementAndGet()),
                    new SecureRandom(),
                    cache,
                    NO_SAMPLES);
            return new Scrub(parts, request, RunControl.NONE).run();
        }
    }

    /** Puts a store around a region's. */
    @FunctionalInterface
    interface Around {
        Store put(RegionName region, Store store);
    }

    private static final SampleRestore NO_SAMPLES = new SampleRestore() {
        @Override
        public List<SnapshotId> snapshots(RegionName region) {
            throw new UnsupportedOperationException();
        }

        @Override
        public SnapshotContent open(SnapshotId snapshot, RegionName region) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<Text> restored(RestoreRequest request, RunControl control) {
            throw new UnsupportedOperationException();
        }
    };

    Keyring keyring() throws IOException {
        return KeySlot.parse(Files.readAllBytes(files(names.getFirst(), "keys").getFirst()))
                .open(KEY)
                .orElseThrow();
    }

    /** Objects of a region below a folder of it. */
    List<Path> files(RegionName region, String below) throws IOException {
        try (Stream<Path> files = Files.walk(region(region).resolve(below))) {
            return files.filter(Files::isRegularFile)
                    .filter(f -> !f.toString().contains("_tmp"))
                    .sorted()
                    .toList();
        }
    }

    /** Packs that hold files' contents. */
    List<Path> dataPacks(RegionName region) throws IOException {
        List<Path> packs = new ArrayList<>();
        for (Path pack : files(region, "packs")) {
            if (Files.size(pack) > 150_000) {
                packs.add(pack);
            }
        }
        return packs;
    }

    /** The one with most frames, at least four. */
    Path dataPack(RegionName region) throws IOException {
        return dataPacks(region).stream()
                .max(Comparator.comparingLong(f -> f.toFile().length()))
                .orElseThrow();
    }

    Path same(Path file, RegionName region) {
        Path relative = folder.resolve("regions").relativize(file);
        return region(region).resolve(relative.subpath(1, relative.getNameCount()));
    }

    /** Every object's bytes, of all regions. */
    Map<Path, byte[]> contents() throws IOException {
        Map<Path, byte[]> contents = new TreeMap<>();
        for (RegionName region : names) {
            for (Path file : files(region, "")) {
                contents.put(file, Files.readAllBytes(file));
            }
        }
        return contents;
    }

    /** Every region holds what it held before any damage, byte for byte, and nothing else. */
    void assertHealed(String what) throws IOException {
        Map<Path, byte[]> now = contents();
        assertEquals(before.keySet(), now.keySet(), what);
        for (Map.Entry<Path, byte[]> e : before.entrySet()) {
            assertArrayEquals(e.getValue(), now.get(e.getKey()), what + ": " + e.getKey());
        }
    }

    /** The newest snapshot restores from each region alone. */
    void assertRestores(RegionName region, String what) {
        try (Repository repository = open()) {
            var request = new RestoreRequest(
                    repository.snapshots(region).getLast().id(),
                    List.of(),
                    folder.resolve("restored-" + looks.incrementAndGet()),
                    RestoreRequest.Overwrite.REFUSE,
                    List.of(region));
            assertEquals(List.of(), repository.restore(request, RunControl.NONE).failed(), what);
            assertTrue(repository.compare(request, RunControl.NONE).same(), what);
        }
    }

    /** Frames of a pack. */
    FinishedPack pack(Path file) throws IOException {
        RegionStores stores = RegionStores.open(config(), new Stores(new SecureRandom(), Pause.SLEEP));
        Keyring keyring = keyring();
        try (Regions regions = stores.trusting(keyring.trust())) {
            NeededObject object = regions.outcomes(List.of()).stream()
                    .flatMap(v -> v.outcome().objects().stream())
                    .filter(o -> file.endsWith(o.name()))
                    .findFirst()
                    .orElseThrow();
            return new FooterReader(regions, List.of(), new RepositoryKeys(keyring), ReadObserver.NONE)
                    .read(object.name(), object.size(), object.crc32c(), object.digest());
        }
    }

    Outcome outcome(Path file) throws IOException {
        String name = region(TOKYO).relativize(file).toString();
        return Outcome.parse(name, Files.readAllBytes(file), keyring().trust());
    }

    static void flip(Path file, long at) throws IOException {
        try (var open = new RandomAccessFile(file.toFile(), "rw")) {
            open.seek(at);
            int value = open.read();
            open.seek(at);
            open.write(value ^ 0x10);
        }
    }

    static void truncate(Path file, long size) throws IOException {
        try (var open = new RandomAccessFile(file.toFile(), "rw")) {
            open.setLength(size);
        }
    }

    static Set<ScrubReport.State> states(ScrubReport report) {
        return report.findings().stream().map(ScrubReport.Finding::state).collect(Collectors.toSet());
    }
}
