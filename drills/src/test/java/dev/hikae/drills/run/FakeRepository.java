package dev.hikae.drills.run;

import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.SnapshotId;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** A repository whose every snapshot is one text file; what the runner does not call is not there. */
final class FakeRepository implements Repository {
    static final RegionName TOKYO = new RegionName("tokyo");
    static final RegionName OSAKA = new RegionName("osaka");
    static final String CONTENT = "orders";

    private final State state;
    private final Set<RegionName> down;

    /** What all views of it share. */
    static final class State {
        final List<Snapshot> snapshots = new ArrayList<>();
        final AtomicInteger behindFor = new AtomicInteger();
        String restoredContent = CONTENT;
        Runnable onRestore = () -> {};
        Runnable onCompare = () -> {};
    }

    FakeRepository() {
        this(new State(), Set.of());
    }

    private FakeRepository(State state, Set<RegionName> down) {
        this.state = state;
        this.down = down;
    }

    State state() {
        return state;
    }

    SnapshotId add(int number, Instant capturedAt, RegionName... regions) {
        var id = new SnapshotId("snap_019ab3bf-0000-7000-8000-%012d".formatted(number));
        state.snapshots.add(new Snapshot(
                id,
                Optional.of("orders"),
                "orders-01",
                List.of(RawPath.of("/srv/orders")),
                capturedAt,
                capturedAt.plusSeconds(5),
                true,
                new Snapshot.Totals(1, 1, CONTENT.length(), 6, 6),
                Set.of(regions)));
        return id;
    }

    @Override
    public RepositoryInfo info() {
        return new RepositoryInfo("9f3c2a", 1, TOKYO, List.of(TOKYO, OSAKA), 1, "SHA256:fake");
    }

    @Override
    public List<Snapshot> snapshots() {
        return state.snapshots.stream()
                .filter(s -> s.regions().stream().anyMatch(r -> !down.contains(r)))
                .toList();
    }

    @Override
    public List<Snapshot> snapshots(RegionName region) {
        return down.contains(region)
                ? List.of()
                : state.snapshots.stream()
                        .filter(s -> s.regions().contains(region))
                        .toList();
    }

    @Override
    public RestoreResult restore(RestoreRequest request, RunControl control) {
        state.onRestore.run();
        try {
            Files.createDirectories(request.target());
            Files.writeString(request.target().resolve("orders.txt"), state.restoredContent);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        RegionName from = request.onlyRegion().orElse(OSAKA);
        return new RestoreResult(1, 1, 6, Map.of(from, 6L), List.of(), List.of(), List.of(), Duration.ofMillis(3));
    }

    @Override
    public Comparison compare(RestoreRequest request, RunControl control) {
        state.onCompare.run();
        try {
            boolean same =
                    Files.readString(request.target().resolve("orders.txt")).equals(CONTENT);
            var wrong = new Finding(RawPath.of("/srv/orders/orders.txt"), Text.of(Outcome.BUNDLE, "drill.text", "x"));
            return new Comparison(1, 1, 6, same ? List.of() : List.of(wrong), same ? 0 : 1, List.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public ReplicationResult replicate(RunControl control) {
        boolean behind = state.behindFor.getAndDecrement() > 0;
        return new ReplicationResult(
                1, 2, 3, behind ? Map.of(TOKYO, Text.of(Outcome.BUNDLE, "drill.text", "slow")) : Map.of());
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
        return info().regions().stream()
                .map(r -> new RegionStatus(
                        r,
                        r.equals(TOKYO),
                        !down.contains(r),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        0,
                        0))
                .collect(Collectors.toList());
    }

    @Override
    public Repository withoutRegions(Set<RegionName> regions) {
        return new FakeRepository(state, Set.copyOf(regions));
    }

    @Override
    public BackupResult backup(BackupRequest request, RunControl control) {
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
    public RestorePlan planRestore(RestoreRequest request) {
        return new RestorePlan(1, 1, 6, Long.MAX_VALUE, List.of(), List.of());
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
    public CheckReport check(Set<RegionName> regions, boolean readData, RunControl control) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Repository withScratchCopy(RegionName region, Path folder) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void copyRegion(RegionName region, Path folder, RunControl control) {
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
}
