package dev.hikae.engine.survey;

import dev.hikae.config.error.Failure;
import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.SnapshotId;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.Progress.Phase;
import dev.hikae.engine.Progress.State;
import dev.hikae.engine.RepositoryStats;
import dev.hikae.engine.RepositoryStats.Growth;
import dev.hikae.engine.RepositoryStats.OfRegion;
import dev.hikae.engine.RepositoryStats.OfSnapshot;
import dev.hikae.engine.RepositoryStats.OfSource;
import dev.hikae.engine.RunControl;
import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.format.ObjectNames;
import dev.hikae.engine.history.Committed;
import dev.hikae.engine.pack.BlobId;
import dev.hikae.engine.pack.BlobReader.Place;
import dev.hikae.engine.pack.Frame;
import dev.hikae.engine.region.Regions;
import dev.hikae.engine.snapshot.Outcome.NeededObject;
import dev.hikae.engine.survey.Shares.Size;
import dev.hikae.engine.survey.Sources.Source;
import dev.hikae.engine.tree.BlobTreeReader.Page;
import dev.hikae.engine.tree.Content;
import dev.hikae.engine.tree.Extent;
import dev.hikae.engine.tree.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Measures what snapshots share and what they cost. Each page is read at most once more than there are sources, whatever the number
 * of snapshots; content is not read at all. Recurses as deep as the trees do.
 */
public final class Stats {
    private static final double SECONDS_PER_DAY = Duration.ofDays(1).toSeconds();

    private final SnapshotSet set;
    private final Regions regions;
    private final RunControl control;
    private long missing;
    private long pages;

    public Stats(SnapshotSet set, Regions regions, RunControl control) {
        this.set = set;
        this.regions = regions;
        this.control = control;
    }

    /** @param wanted snapshots to be told, with their own measure; empty means all, without it */
    public RepositoryStats run(List<SnapshotId> wanted) {
        Map<Source, List<Integer>> sources = Sources.of(set.snapshots());
        int[] sourceOf = new int[set.snapshots().size()];
        int number = 0;
        for (List<Integer> snapshots : sources.values()) {
            for (int snapshot : snapshots) {
                sourceOf[snapshot] = number;
            }
            number++;
        }
        try (var shares = new Shares(sourceOf, sources.size())) {
            sources.values().forEach(snapshots -> snapshots.forEach(s -> walk(s, shares)));
            return result(wanted, sources, shares);
        }
    }

    private void walk(int snapshot, Shares shares) {
        new Walk(snapshot, shares).directory(set.root(snapshot));
    }

    private final class Walk {
        private final int snapshot;
        private final Shares shares;

        Walk(int snapshot, Shares shares) {
            this.snapshot = snapshot;
            this.shares = shares;
        }

        void directory(BlobId id) {
            if (blob(id)) {
                read(() -> set.trees().directoryPage(id)).ifPresent(page -> {
                    page.below().forEach(this::directory);
                    page.nodes().forEach(this::node);
                });
            }
        }

        private void extentPage(BlobId id) {
            if (blob(id)) {
                read(() -> set.trees().extentPage(id)).ifPresent(page -> {
                    page.below().forEach(this::extentPage);
                    page.extents().forEach(this::extent);
                });
            }
        }

        private void node(Node node) {
            switch (node.content()) {
                case Content.None n -> {}
                case Content.Directory d -> directory(d.page());
                case Content.Extents e -> e.extents().forEach(this::extent);
                case Content.ExtentPages p -> extentPage(p.page());
            }
        }

        private void extent(Extent extent) {
            if (extent instanceof Extent.Data data) {
                blob(data.blob());
            }
        }

        private boolean blob(BlobId id) {
            return shares.meet(id, snapshot, Stats.this::size);
        }
    }

    private interface Reading {
        Page page();
    }

    /** What cannot be read is counted as missing, since figures without it are too small. */
    private Optional<Page> read(Reading reading) {
        if (control.cancellation().requested()) {
            throw new HikaeException(EngineError.CANCELLED);
        }
        if ((++pages & 0x3f) == 0) {
            control.progress().report(new State(Phase.SCANNING, pages, -1, 0, -1, 0, 0, ""));
        }
        try {
            return Optional.of(reading.page());
        } catch (HikaeException e) {
            if (e.code().failure() != Failure.VERIFICATION) {
                throw e;
            }
        } catch (FormatException e) {
            // Damage, too.
        }
        missing++;
        return Optional.empty();
    }

    /** A blob's part of its frame. */
    private Size size(BlobId id) {
        Optional<Place> place = set.index().find(id);
        if (place.isEmpty()) {
            missing++;
            return new Size(0, 0);
        }
        Place at = place.get();
        Frame frame = set.index().frame(at.pack(), at.frame());
        double share = frame.rawLength() == 0 ? 0 : (double) at.length() / frame.rawLength();
        return new Size(at.length(), Math.round(share * frame.sealedLength()));
    }

    private RepositoryStats result(List<SnapshotId> wanted, Map<Source, List<Integer>> sources, Shares shares) {
        Map<String, NeededObject> objects = new java.util.HashMap<>();
        set.snapshots().forEach(c -> needed(c).forEach(o -> objects.put(o.name(), o)));
        List<NeededObject> packs = objects.values().stream()
                .filter(o -> o.name().startsWith(ObjectNames.PACKS))
                .toList();
        return new RepositoryStats(
                snapshots(wanted, shares),
                sources(sources, shares),
                regions.names().stream().map(this::region).toList(),
                shares.blobs(),
                shares.all().raw(),
                shares.all().stored(),
                set.snapshots().stream()
                        .mapToLong(c -> c.manifest().totals().bytes())
                        .sum(),
                packs.size(),
                packs.stream().mapToLong(NeededObject::size).sum(),
                objects.values().stream().mapToLong(NeededObject::size).sum(),
                objects.size(),
                growth(),
                missing);
    }

    private static List<NeededObject> needed(Committed committed) {
        return committed.visible().outcome().objects();
    }

    private List<OfSnapshot> snapshots(List<SnapshotId> wanted, Shares shares) {
        List<OfSnapshot> list = new ArrayList<>();
        for (int i = 0; i < set.snapshots().size(); i++) {
            Committed committed = set.snapshots().get(i);
            boolean asked = wanted.contains(committed.manifest().id());
            if (wanted.isEmpty() || asked) {
                list.add(new OfSnapshot(
                        committed.snapshot(),
                        asked ? OptionalLong.of(alone(i)) : OptionalLong.empty(),
                        shares.onlySnapshot(i).raw(),
                        shares.onlySnapshot(i).stored()));
            }
        }
        return list;
    }

    /** Bytes of one snapshot's different blobs. What is missing was counted before. */
    private long alone(int snapshot) {
        long before = missing;
        try (var own = new Shares(new int[set.snapshots().size()], 1)) {
            walk(snapshot, own);
            missing = before;
            return own.all().raw();
        }
    }

    private List<OfSource> sources(Map<Source, List<Integer>> sources, Shares shares) {
        List<OfSource> list = new ArrayList<>();
        for (var source : sources.entrySet()) {
            int number = list.size();
            list.add(new OfSource(
                    source.getKey().plan(),
                    source.getKey().host(),
                    source.getValue().size(),
                    source.getValue().stream()
                            .mapToLong(s ->
                                    set.snapshots().get(s).manifest().totals().bytes())
                            .sum(),
                    shares.ofSource(number).raw(),
                    shares.onlySource(number).raw(),
                    shares.onlySource(number).stored()));
        }
        return list;
    }

    private OfRegion region(RegionName region) {
        Set<String> counted = new HashSet<>();
        long bytes = 0;
        int snapshots = 0;
        for (Committed committed : set.snapshots()) {
            if (committed.visible().regions().contains(region)) {
                snapshots++;
                for (NeededObject object : needed(committed)) {
                    bytes += counted.add(object.name()) ? object.size() : 0;
                }
            }
        }
        var held = new Object() {
            private long objects;
            private long bytes;
        };
        try {
            regions.store(region).list("", item -> {
                held.objects++;
                held.bytes += item.size();
            });
        } catch (HikaeException e) {
            if (e.code().failure() != Failure.UNREACHABLE) {
                throw e;
            }
            return new OfRegion(region, snapshots, bytes, OptionalLong.empty(), OptionalLong.empty());
        }
        return new OfRegion(region, snapshots, bytes, OptionalLong.of(held.objects), OptionalLong.of(held.bytes));
    }

    /** Least squares over what was stored up to each commit. */
    private Growth growth() {
        int count = set.snapshots().size();
        if (count < 3) {
            return new Growth(OptionalDouble.empty(), 0);
        }
        var first = set.snapshots().getFirst().manifest().committedAt();
        double[] days = new double[count];
        double[] stored = new double[count];
        double sum = 0;
        for (int i = 0; i < count; i++) {
            var manifest = set.snapshots().get(i).manifest();
            days[i] = Duration.between(first, manifest.committedAt()).toMillis() / 1000.0 / SECONDS_PER_DAY;
            sum += manifest.totals().bytesStored();
            stored[i] = sum;
        }
        double span = days[count - 1];
        return new Growth(span < 1 ? OptionalDouble.empty() : OptionalDouble.of(slope(days, stored)), span);
    }

    static double slope(double[] x, double[] y) {
        double meanX = java.util.Arrays.stream(x).average().orElse(0);
        double meanY = java.util.Arrays.stream(y).average().orElse(0);
        double above = 0;
        double below = 0;
        for (int i = 0; i < x.length; i++) {
            above += (x[i] - meanX) * (y[i] - meanY);
            below += (x[i] - meanX) * (x[i] - meanX);
        }
        return below == 0 ? 0 : above / below;
    }
}
