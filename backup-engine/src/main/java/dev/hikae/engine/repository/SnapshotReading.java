package dev.hikae.engine.repository;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.SnapshotId;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.RawPath;
import dev.hikae.engine.history.Committed;
import dev.hikae.engine.history.History;
import dev.hikae.engine.index.BlobIndex;
import dev.hikae.engine.index.IndexLoader;
import dev.hikae.engine.keyring.RepositoryKeys;
import dev.hikae.engine.pack.BlobId;
import dev.hikae.engine.pack.BlobKind;
import dev.hikae.engine.pack.BlobReader;
import dev.hikae.engine.pack.PackBlobReader;
import dev.hikae.engine.region.ReadObserver;
import dev.hikae.engine.region.Regions;
import dev.hikae.engine.restore.SnapshotContent;
import dev.hikae.engine.survey.SnapshotSet;
import dev.hikae.engine.tree.BlobTreeReader;
import dev.hikae.engine.tree.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Opens snapshots for reading. The look-up of the last one is kept, since browsing asks for the same one again and again. */
final class SnapshotReading {
    private final Regions regions;
    private final RepositoryKeys keys;
    private final History history;
    private final IndexLoader indexes;
    private @Nullable Kept kept;

    private record Kept(SnapshotId snapshot, List<RegionName> order, Committed committed, BlobIndex index) {}

    SnapshotReading(Regions regions, RepositoryKeys keys, History history, IndexLoader indexes) {
        this.regions = regions;
        this.keys = keys;
        this.history = history;
        this.indexes = indexes;
    }

    /** @param order regions to read from, in this order; empty means all that are up */
    SnapshotContent open(SnapshotId snapshot, List<RegionName> order, ReadObserver observer) {
        Kept found = find(snapshot, order, observer);
        var blobs = new PackBlobReader(regions, order, found.index(), keys, observer);
        var trees = new BlobTreeReader(blobs::read);
        return content(found.committed(), trees, blobs);
    }

    private SnapshotContent content(Committed committed, BlobTreeReader trees, BlobReader blobs) {
        List<Node> roots = new ArrayList<>();
        trees.nodes(BlobId.of(committed.manifest().tree())).forEachRemaining(roots::add);
        return new SnapshotContent(
                committed.snapshot(), roots, trees, blobs, (id, data, offset, length) -> BlobKind.DATA
                        .idOf(keys.blobIds(), data, offset, length)
                        .equals(id));
    }

    /** Some snapshots, or all when none is named, behind one look-up. */
    SnapshotSet several(List<SnapshotId> wanted, List<RegionName> order) {
        List<Committed> all = history.in(regions, order);
        for (SnapshotId id : wanted) {
            long found = all.stream().filter(c -> c.manifest().id().equals(id)).count();
            if (found != 1) {
                throw new HikaeException(found == 0 ? EngineError.SNAPSHOT_UNKNOWN : EngineError.SAME_ID, id);
            }
        }
        List<Committed> chosen = all.stream()
                .filter(c -> wanted.isEmpty() || wanted.contains(c.manifest().id()))
                .toList();
        BlobIndex index = indexes.load(
                regions,
                order,
                chosen.stream().map(c -> c.visible().outcome()).toList(),
                ReadObserver.NONE,
                IndexLoader.Unreadable.REBUILD);
        var blobs = new PackBlobReader(regions, order, index, keys, ReadObserver.NONE);
        return new SnapshotSet(chosen, index, blobs, new BlobTreeReader(blobs::read));
    }

    /** Page whose entries are a snapshot's roots. */
    static BlobId tree(SnapshotSet set, SnapshotId snapshot) {
        return BlobId.of(committed(set, snapshot).manifest().tree());
    }

    /** One entry of a snapshot of the set. */
    Optional<Node> node(SnapshotSet set, SnapshotId snapshot, RawPath path) {
        Committed committed = committed(set, snapshot);
        return new PathLookup(content(committed, set.trees(), set.blobs())).find(path);
    }

    private static Committed committed(SnapshotSet set, SnapshotId snapshot) {
        return set.snapshots().stream()
                .filter(c -> c.manifest().id().equals(snapshot))
                .findFirst()
                .orElseThrow(() -> new HikaeException(EngineError.SNAPSHOT_UNKNOWN, snapshot));
    }

    private synchronized Kept find(SnapshotId snapshot, List<RegionName> order, ReadObserver observer) {
        if (kept != null && kept.snapshot().equals(snapshot) && kept.order().equals(order)) {
            return kept;
        }
        Committed committed = history.find(regions, order, snapshot);
        BlobIndex index = indexes.forReading(regions, order, committed.visible().outcome(), observer);
        Kept found = new Kept(snapshot, List.copyOf(order), committed, index);
        kept = found;
        return found;
    }
}
