package dev.hikae.verify;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.Ids;
import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.SnapshotId;
import dev.hikae.config.json.Sha256;
import dev.hikae.config.text.Text;
import dev.hikae.engine.BackupRequest;
import dev.hikae.engine.BackupResult;
import dev.hikae.engine.BackupResult.Finding;
import dev.hikae.engine.Change;
import dev.hikae.engine.CheckReport;
import dev.hikae.engine.Comparison;
import dev.hikae.engine.ContentSink;
import dev.hikae.engine.DiffRequest;
import dev.hikae.engine.Entry;
import dev.hikae.engine.ExportRequest;
import dev.hikae.engine.ExportResult;
import dev.hikae.engine.FindRequest;
import dev.hikae.engine.ForgetRequest;
import dev.hikae.engine.ForgetResult;
import dev.hikae.engine.Found;
import dev.hikae.engine.ObjectLocks;
import dev.hikae.engine.PruneRequest;
import dev.hikae.engine.PruneResult;
import dev.hikae.engine.RawPath;
import dev.hikae.engine.RegionChanges;
import dev.hikae.engine.RegionOverview;
import dev.hikae.engine.RegionStatus;
import dev.hikae.engine.ReplicationResult;
import dev.hikae.engine.Repository;
import dev.hikae.engine.RepositoryInfo;
import dev.hikae.engine.RepositoryStats;
import dev.hikae.engine.RestorePlan;
import dev.hikae.engine.RestoreRequest;
import dev.hikae.engine.RestoreResult;
import dev.hikae.engine.RunControl;
import dev.hikae.engine.ScrubReport;
import dev.hikae.engine.ScrubRequest;
import dev.hikae.engine.Snapshot;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A repository of small texts, one file of a region's folder each, with the outline of a data pack and the text's
 * hash, so that damage is found where the engine would find it. What the tester does not call is not there.
 */
final class FolderRepository implements Repository {
    static final RegionName TOKYO = new RegionName("tokyo");
    static final RegionName OSAKA = new RegionName("osaka");
    private static final byte[] HEADER = ("HIKAE1PK" + (char) 1 + "header").getBytes(StandardCharsets.US_ASCII);

    private final Map<RegionName, Path> regions;
    private final List<Snapshot> snapshots;
    private final Map<SnapshotId, TreeMap<String, String>> contents;
    private final Ids ids = new Ids(InstantSource.system(), new SecureRandom());
    /** Called when a restore begins, to let time pass or things go wrong. */
    Runnable onRestore = () -> {};
    /** Whether a scratch copy is passed over, as a test that does not look would. */
    boolean blind;

    FolderRepository(Path folder) {
        this(new HashMap<>(), new ArrayList<>(), new HashMap<>());
        regions.put(TOKYO, folder.resolve("tokyo"));
        regions.put(OSAKA, folder.resolve("osaka"));
    }

    private FolderRepository(
            Map<RegionName, Path> regions,
            List<Snapshot> snapshots,
            Map<SnapshotId, TreeMap<String, String>> contents) {
        this.regions = regions;
        this.snapshots = snapshots;
        this.contents = contents;
    }

    Path folder(RegionName region) {
        return java.util.Objects.requireNonNull(regions.get(region));
    }

    SnapshotId add(String plan, Instant at, boolean complete, Map<String, String> files, RegionName... held) {
        var id = ids.snapshot();
        contents.put(id, new TreeMap<>(files));
        long bytes = files.values().stream().mapToLong(String::length).sum();
        snapshots.add(new Snapshot(
                id,
                Optional.of(plan),
                "host",
                List.of(RawPath.of("/data")),
                at,
                at.plusSeconds(1),
                complete,
                new Snapshot.Totals(files.size(), files.size(), bytes, bytes, bytes),
                Set.of(held)));
        files.forEach((name, text) -> List.of(held).forEach(r -> write(pack(r, id, name), pack(text))));
        return id;
    }

    void breakPack(RegionName region, SnapshotId id, String name) {
        byte[] bytes = read(pack(region, id, name));
        bytes[HEADER.length] ^= 1;
        write(pack(region, id, name), bytes);
    }

    private Path pack(RegionName region, SnapshotId id, String name) {
        String hash = Sha256.hex((id + name).getBytes(StandardCharsets.UTF_8));
        return folder(region).resolve("packs/" + hash.substring(0, 2) + "/" + hash.substring(0, 32));
    }

    private static byte[] pack(String text) {
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        var pack = ByteBuffer.allocate(HEADER.length + 64 + content.length + 64);
        pack.put(HEADER)
                .put(Sha256.hex(content).getBytes(StandardCharsets.US_ASCII))
                .put(content);
        return pack.putInt(pack.capacity() - 20, HEADER.length).array();
    }

    private static Optional<String> unpack(byte[] pack) {
        String hash = new String(pack, HEADER.length, 64, StandardCharsets.ISO_8859_1);
        var text = new String(pack, HEADER.length + 64, pack.length - HEADER.length - 128, StandardCharsets.UTF_8);
        return Optional.of(text)
                .filter(t -> Sha256.hex(t.getBytes(StandardCharsets.UTF_8)).equals(hash));
    }

    @Override
    public RepositoryInfo info() {
        return new RepositoryInfo("repo", 1, TOKYO, List.of(TOKYO, OSAKA), 1, "SHA256:x");
    }

    @Override
    public List<Snapshot> snapshots() {
        return List.copyOf(snapshots);
    }

    @Override
    public RestorePlan planRestore(RestoreRequest request) {
        return new RestorePlan(1, 1, 1, 1, List.of(), List.of());
    }

    @Override
    public RestoreResult restore(RestoreRequest request, RunControl control) {
        onRestore.run();
        RegionName region = request.onlyRegion().orElseThrow();
        var failed = new ArrayList<Finding>();
        long bytes = 0;
        for (String name : files(request).keySet()) {
            Optional<String> text = unpack(read(pack(region, request.snapshot(), name)));
            text.ifPresent(t -> write(request.target().resolve(name), t.getBytes(StandardCharsets.UTF_8)));
            if (text.isEmpty()) {
                failed.add(new Finding(RawPath.of("/data/" + name), Text.of("x", "damaged")));
            }
            bytes += text.map(String::length).orElse(0);
        }
        int n = files(request).size();
        return new RestoreResult(n, n, bytes, Map.of(region, bytes), failed, List.of(), List.of(), Duration.ZERO);
    }

    @Override
    public Comparison compare(RestoreRequest request, RunControl control) {
        var differences = files(request).entrySet().stream()
                .filter(f -> !same(request.target().resolve(f.getKey()), f.getValue()))
                .map(f -> new Finding(RawPath.of("/data/" + f.getKey()), Text.of("x", "differs")))
                .toList();
        int n = files(request).size();
        return new Comparison(n, n, n, differences, differences.size(), List.of());
    }

    private static boolean same(Path file, String text) {
        return Files.exists(file) && new String(read(file), StandardCharsets.UTF_8).equals(text);
    }

    private TreeMap<String, String> files(RestoreRequest request) {
        return java.util.Objects.requireNonNull(contents.get(request.snapshot()));
    }

    @Override
    public Repository withScratchCopy(RegionName region, Path folder) {
        var others = new HashMap<>(regions);
        others.put(region, blind ? folder(region) : folder);
        return new FolderRepository(others, snapshots, contents);
    }

    @Override
    public void copyRegion(RegionName region, Path folder, RunControl control) {
        try (var files = Files.walk(folder(region))) {
            for (Path file : files.filter(Files::isRegularFile).collect(Collectors.toList())) {
                write(folder.resolve(folder(region).relativize(file).toString()), read(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public BackupResult backup(BackupRequest request, RunControl control) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Snapshot> snapshots(RegionName region) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Snapshot resolve(String idOrPrefixOrLatest) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void list(SnapshotId snapshot, RawPath directory, Consumer<Entry> each) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Entry> entry(SnapshotId snapshot, RawPath path) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ReplicationResult replicate(RunControl control) {
        throw new UnsupportedOperationException();
    }

    @Override
    public RegionChanges regionChanges() {
        throw new UnsupportedOperationException();
    }

    @Override
    public RegionOverview regionOverview(boolean far) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<RegionStatus> regionStatus() {
        throw new UnsupportedOperationException();
    }

    @Override
    public ObjectLocks locks() {
        throw new UnsupportedOperationException();
    }

    @Override
    public ForgetResult forget(ForgetRequest request, RunControl control) {
        throw new UnsupportedOperationException();
    }

    @Override
    public PruneResult prune(PruneRequest request, RunControl control) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ScrubReport scrub(ScrubRequest request, RunControl control) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CheckReport check(Set<RegionName> which, boolean readData, RunControl control) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Repository withoutRegions(Set<RegionName> down) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void writeRecoveryKit(Path file) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void dump(SnapshotId snapshot, RawPath file, List<RegionName> order, ContentSink sink, RunControl control) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ExportResult export(ExportRequest request, OutputStream to, RunControl control) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Change.Totals diff(DiffRequest request, Consumer<Change> each, RunControl control) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Found.Summary find(FindRequest request, Consumer<Found> each, RunControl control) {
        throw new UnsupportedOperationException();
    }

    @Override
    public RepositoryStats stats(List<SnapshotId> wanted, RunControl control) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}

    private static void write(Path file, byte[] bytes) {
        try {
            Files.createDirectories(java.util.Objects.requireNonNull(file.getParent()));
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new HikaeException(e, VerifyError.SCRATCH_NOT_WRITABLE, file, e);
        }
    }
}
