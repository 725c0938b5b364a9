package dev.hikae.engine.repository;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.SnapshotId;
import dev.hikae.config.repository.RepositoryConfig;
import dev.hikae.config.text.Text;
import dev.hikae.engine.BackupRequest;
import dev.hikae.engine.BackupResult;
import dev.hikae.engine.Change;
import dev.hikae.engine.CheckReport;
import dev.hikae.engine.Comparison;
import dev.hikae.engine.ContentSink;
import dev.hikae.engine.DiffRequest;
import dev.hikae.engine.EngineError;
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
import dev.hikae.engine.RepackRequest;
import dev.hikae.engine.RepackResult;
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
import dev.hikae.engine.UnlockPermit;
import dev.hikae.engine.backup.Backup;
import dev.hikae.engine.backup.Checkpoints;
import dev.hikae.engine.check.Check;
import dev.hikae.engine.collection.Collector;
import dev.hikae.engine.collection.Forgetting;
import dev.hikae.engine.export.Dump;
import dev.hikae.engine.export.Export;
import dev.hikae.engine.file.LinuxSource;
import dev.hikae.engine.format.ObjectNames;
import dev.hikae.engine.history.Committed;
import dev.hikae.engine.history.History;
import dev.hikae.engine.index.IndexLoader;
import dev.hikae.engine.key.Credential;
import dev.hikae.engine.key.Secret;
import dev.hikae.engine.keyring.KeySlot;
import dev.hikae.engine.keyring.Keyring;
import dev.hikae.engine.keyring.RecoveryCode;
import dev.hikae.engine.keyring.RecoveryKit;
import dev.hikae.engine.keyring.RepositoryKeys;
import dev.hikae.engine.lock.RepositoryLocks;
import dev.hikae.engine.region.Places;
import dev.hikae.engine.region.ReadObserver;
import dev.hikae.engine.region.Regions;
import dev.hikae.engine.repack.Repacking;
import dev.hikae.engine.restore.Deep;
import dev.hikae.engine.restore.Restorer;
import dev.hikae.engine.restore.SnapshotContent;
import dev.hikae.engine.restore.TreeRestorer;
import dev.hikae.engine.scrub.SampleRestore;
import dev.hikae.engine.scrub.Scrub;
import dev.hikae.engine.scrub.VerifiedFile;
import dev.hikae.engine.snapshot.Marker;
import dev.hikae.engine.store.Pause;
import dev.hikae.engine.survey.Diff;
import dev.hikae.engine.survey.Find;
import dev.hikae.engine.survey.SnapshotSet;
import dev.hikae.engine.survey.Stats;
import dev.hikae.engine.tree.Node;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/** An open repository, or a view of one. */
final class OpenRepository implements Repository {
    private static final int THREADS = Runtime.getRuntime().availableProcessors();

    private final Setting setting;
    private final RepositoryKeys keys;
    private final Regions regions;
    private final History history;
    private final SnapshotReading reading;
    private final Restorer restorer = new TreeRestorer(Runtime.getRuntime().availableProcessors());

    /** What does not change between views. */
    record Setting(
            RepositoryConfig config, InstantSource clock, SecureRandom random, Path cache, UnlockPermit permit) {}

    OpenRepository(Setting setting, Keyring keyring, Regions regions) {
        this(setting, new RepositoryKeys(keyring), regions);
    }

    private OpenRepository(Setting setting, RepositoryKeys keys, Regions regions) {
        this.setting = setting;
        this.keys = keys;
        this.regions = regions;
        this.history = new History(keys);
        this.reading = new SnapshotReading(regions, keys, history, new IndexLoader(keys, setting.cache()));
    }

    @Override
    public RepositoryInfo info() {
        return new RepositoryInfo(
                HexFormat.of().formatHex(keys.repositoryId()),
                Marker.FORMAT,
                regions.home(),
                regions.names(),
                regions.quorum(),
                keys.keyring().ownerFingerprint());
    }

    @Override
    public BackupResult backup(BackupRequest request, RunControl control) {
        var parts = new Backup.Parts(
                regions,
                keys,
                history,
                new IndexLoader(keys, setting.cache()),
                new Checkpoints(keys, setting.cache()),
                new VerifiedFile(setting.cache(), keys.repositoryId(), regions.home()).damaged(),
                new LinuxSource(),
                setting.clock(),
                setting.random(),
                Runtime.getRuntime().availableProcessors(),
                setting.permit().reference());
        return new Backup(parts, request, control).run();
    }

    @Override
    public List<Snapshot> snapshots() {
        return snapshotsIn(List.of());
    }

    @Override
    public List<Snapshot> snapshots(RegionName region) {
        requireRegion(region);
        return snapshotsIn(List.of(region));
    }

    private List<Snapshot> snapshotsIn(List<RegionName> order) {
        return history.in(regions, order).stream().map(Committed::snapshot).toList();
    }

    private void requireRegion(RegionName region) {
        if (!regions.names().contains(region)) {
            throw new HikaeException(EngineError.REGION_UNKNOWN, region, regions.names());
        }
    }

    @Override
    public Snapshot resolve(String text) {
        return new SnapshotChoice(snapshots()).of(text);
    }

    @Override
    public void list(SnapshotId snapshot, RawPath directory, Consumer<Entry> each) {
        SnapshotContent content = reading.open(snapshot, List.of(), ReadObserver.NONE);
        if (directory.isEmpty()) {
            content.roots().forEach(r -> each.accept(r.entry()));
            return;
        }
        Node node = known(content, directory);
        if (!(node.entry().kind() instanceof Entry.Kind.Directory)) {
            throw new HikaeException(EngineError.NOT_A_DIRECTORY, snapshot, directory);
        }
        content.trees().children(node, child -> each.accept(child.entry()));
    }

    @Override
    public Optional<Entry> entry(SnapshotId snapshot, RawPath path) {
        return new PathLookup(reading.open(snapshot, List.of(), ReadObserver.NONE))
                .find(path)
                .map(Node::entry);
    }

    @Override
    public RestorePlan planRestore(RestoreRequest request) {
        return restorer.plan(request, opener(request));
    }

    @Override
    public RestoreResult restore(RestoreRequest request, RunControl control) {
        requireReader();
        return restorer.restore(request, opener(request), control);
    }

    @Override
    public Comparison compare(RestoreRequest request, RunControl control) {
        requireReader();
        return restorer.compare(request, opener(request), control);
    }

    /** Content opens to the reader's key alone; without it every file would fail by itself. */
    private void requireReader() {
        if (keys.keyring().readerKeys().stream().allMatch(k -> k.privateKeys().isEmpty())) {
            throw new HikaeException(EngineError.KEY_MISSING, "reader");
        }
    }

    private Function<ReadObserver, SnapshotContent> opener(RestoreRequest request) {
        request.regions().forEach(this::requireRegion);
        return observer -> reading.open(request.snapshot(), request.regions(), observer);
    }

    @Override
    public void dump(SnapshotId snapshot, RawPath file, List<RegionName> order, ContentSink sink, RunControl control)
            throws IOException {
        requireReader();
        order.forEach(this::requireRegion);
        SnapshotContent content = reading.open(snapshot, order, ReadObserver.NONE);
        Node node = known(content, file);
        if (!(node.entry().kind() instanceof Entry.Kind.File)) {
            throw new HikaeException(EngineError.NOT_A_FILE, snapshot, file);
        }
        new Dump(content.trees(), content.blobs(), THREADS, control).run(file, node, sink);
    }

    @Override
    public ExportResult export(ExportRequest request, OutputStream to, RunControl control) throws IOException {
        requireReader();
        request.regions().forEach(this::requireRegion);
        SnapshotContent content = reading.open(request.snapshot(), request.regions(), ReadObserver.NONE);
        List<Node> roots = content.roots();
        Optional<RawPath> path = request.path()
                .or(() ->
                        roots.size() == 1 ? Optional.of(roots.getFirst().entry().name()) : Optional.empty());
        long expected =
                request.path().isPresent() ? -1 : content.snapshot().totals().bytes();
        var export = new Export(content.trees(), content.blobs(), THREADS, expected, control);
        if (path.isEmpty()) {
            return export.roots(roots, request.format(), request.level(), to);
        }
        return export.one(path.get(), known(content, path.get()), request.format(), request.level(), to);
    }

    @Override
    public Change.Totals diff(DiffRequest request, Consumer<Change> each, RunControl control) {
        request.regions().forEach(this::requireRegion);
        SnapshotSet set = reading.several(List.of(request.before(), request.after()), request.regions());
        var diff = new Diff(set, request.metadata(), each, control);
        if (request.beforePath().isEmpty() && request.afterPath().isEmpty()) {
            return Deep.call(() -> diff.roots(
                    SnapshotReading.tree(set, request.before()), SnapshotReading.tree(set, request.after())));
        }
        Optional<Node> before = reading.node(set, request.before(), request.beforePath());
        Optional<Node> after = reading.node(set, request.after(), request.afterPath());
        if (before.isEmpty() && after.isEmpty()) {
            throw new HikaeException(EngineError.PATH_UNKNOWN, request.after(), request.afterPath());
        }
        return Deep.call(() -> diff.entries(request.afterPath(), before, after));
    }

    @Override
    public Found.Summary find(FindRequest request, Consumer<Found> each, RunControl control) {
        request.regions().forEach(this::requireRegion);
        SnapshotSet set = reading.several(request.snapshots(), request.regions());
        return Deep.call(() -> new Find(set, request, each, control).run());
    }

    @Override
    public RepositoryStats stats(List<SnapshotId> wanted, RunControl control) {
        SnapshotSet set = reading.several(List.of(), List.of());
        SnapshotChoice all = new SnapshotChoice(
                set.snapshots().stream().map(Committed::snapshot).toList());
        wanted.forEach(all::of);
        return Deep.call(() -> new Stats(set, regions, control).run(wanted));
    }

    private static Node known(SnapshotContent content, RawPath path) {
        return new PathLookup(content)
                .find(path)
                .orElseThrow(() -> new HikaeException(
                        EngineError.PATH_UNKNOWN, content.snapshot().id(), path));
    }

    @Override
    public ReplicationResult replicate(RunControl control) {
        return regions.replicate(control);
    }

    @Override
    public List<RegionStatus> regionStatus() {
        return regions.status();
    }

    @Override
    public RegionOverview regionOverview(boolean far) {
        return regions.overview(far);
    }

    @Override
    public RegionChanges regionChanges() {
        return new KeyedRegionChanges(regions, history, keys.keyring(), setting.clock());
    }

    @Override
    public CheckReport check(Set<RegionName> wanted, boolean readData, RunControl control) {
        wanted.forEach(this::requireRegion);
        List<RegionName> checked = regions.names().stream()
                .filter(r -> wanted.isEmpty() || wanted.contains(r))
                .toList();
        return new Check(regions, keys, new IndexLoader(keys, setting.cache()), setting.random(), readData, control)
                .run(checked);
    }

    @Override
    public ForgetResult forget(ForgetRequest request, RunControl control) {
        control.guard().beforeCommit();
        return new Forgetting(regions, keys.keyring(), setting.clock(), setting.random()).run(request);
    }

    @Override
    public PruneResult prune(PruneRequest request, RunControl control) {
        Optional<RepackResult> repacked = request.repack().map(wanted -> repack(wanted, request.dryRun(), control));
        var parts = new Collector.Parts(regions, keys.keyring(), setting.clock(), Pause.SLEEP, setting.random());
        return new Collector(parts, request, control).run().with(repacked);
    }

    private RepackResult repack(RepackRequest request, boolean dryRun, RunControl control) {
        var parts = new Repacking.Parts(
                regions,
                keys,
                new IndexLoader(keys, setting.cache()),
                setting.clock(),
                setting.random(),
                setting.permit().reference());
        return new Repacking(parts, request, control).run(dryRun);
    }

    @Override
    public ScrubReport scrub(ScrubRequest request, RunControl control) {
        request.regions().forEach(this::requireRegion);
        var parts = new Scrub.Parts(
                request.heal() ? regions.settled() : regions,
                keys,
                new IndexLoader(keys, setting.cache()),
                setting.clock(),
                setting.random(),
                setting.cache(),
                new Sampling());
        return new Scrub(parts, request, control).run();
    }

    /** As anyone restores from one region. */
    private final class Sampling implements SampleRestore {
        @Override
        public List<SnapshotId> snapshots(RegionName region) {
            return OpenRepository.this.snapshots(region).stream()
                    .map(Snapshot::id)
                    .toList();
        }

        @Override
        public SnapshotContent open(SnapshotId snapshot, RegionName region) {
            return reading.open(snapshot, List.of(region), ReadObserver.NONE);
        }

        @Override
        public List<Text> restored(RestoreRequest request, RunControl control) {
            List<Text> wrong = new ArrayList<>();
            restore(request, control).failed().forEach(f -> wrong.add(f.what()));
            if (wrong.isEmpty()) {
                compare(request, control).differences().forEach(d -> wrong.add(d.what()));
            }
            return wrong;
        }
    }

    @Override
    public ObjectLocks locks() {
        return new RepositoryLocks(regions);
    }

    @Override
    public Repository withoutRegions(Set<RegionName> down) {
        down.forEach(this::requireRegion);
        return new OpenRepository(setting, keys, regions.without(down));
    }

    @Override
    public Repository withScratchCopy(RegionName region, Path folder) {
        requireRegion(region);
        return new OpenRepository(setting, keys, regions.withScratchCopy(region, folder));
    }

    @Override
    public void copyRegion(RegionName region, Path folder, RunControl control) {
        requireRegion(region);
        regions.copy(region, folder, control);
    }

    /** The file first, since a slot whose code nobody has is of no use; without the slot in every region the file goes again. */
    @Override
    public void writeRecoveryKit(Path file) {
        Secret code = RecoveryCode.generate(setting.random());
        var facts = new RecoveryKit.Facts(
                info().id(),
                info().ownerFingerprint(),
                setting.config().regions().stream()
                        .map(r -> r.name() + ": " + Places.show(r.location()))
                        .toList(),
                setting.clock().instant());
        RecoveryKit.write(file, code, facts);
        try {
            putSlot(KeySlot.seal(keys.keyring(), new Credential.RecoveryCode(code), setting.random()));
        } catch (HikaeException e) {
            discard(file);
            throw e;
        }
    }

    private void putSlot(byte[] slot) {
        byte[] id = new byte[16];
        setting.random().nextBytes(id);
        String name = ObjectNames.keySlot(id);
        for (RegionName region : regions.names()) {
            regions.store(region).putIfAbsent(name, ByteBuffer.wrap(slot));
        }
    }

    private static void discard(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new HikaeException(e, EngineError.FILE_NOT_WRITTEN, file, String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void close() {
        regions.close();
    }
}
