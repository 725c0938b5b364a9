package dev.hikae.engine.restore;

import dev.hikae.engine.Snapshot;
import dev.hikae.engine.pack.BlobReader;
import dev.hikae.engine.tree.Node;
import dev.hikae.engine.tree.TreeReader;
import java.util.List;

/**
 * A snapshot ready to be read from some regions.
 *
 * @param roots one node for each root; the name of its entry is the root's absolute path
 * @param content hashes and compares: {@link ContentCheck}
 */
public record SnapshotContent(
        Snapshot snapshot, List<Node> roots, TreeReader trees, BlobReader blobs, ContentCheck content) {
    public SnapshotContent {
        roots = List.copyOf(roots);
    }
}
