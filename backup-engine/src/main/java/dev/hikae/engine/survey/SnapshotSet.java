package dev.hikae.engine.survey;

import dev.hikae.engine.history.Committed;
import dev.hikae.engine.pack.BlobId;
import dev.hikae.engine.pack.BlobLocator;
import dev.hikae.engine.pack.BlobReader;
import dev.hikae.engine.tree.BlobTreeReader;
import java.util.List;

/** Snapshots, oldest commit first, behind one look-up. */
public record SnapshotSet(List<Committed> snapshots, BlobLocator index, BlobReader blobs, BlobTreeReader trees) {
    public SnapshotSet {
        snapshots = List.copyOf(snapshots);
    }

    /** Page whose entries are the roots, named by their absolute paths. */
    BlobId root(int snapshot) {
        return BlobId.of(snapshots.get(snapshot).manifest().tree());
    }
}
