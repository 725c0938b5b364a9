package dev.hikae.engine.repository;

import dev.hikae.engine.Entry;
import dev.hikae.engine.RawPath;
import dev.hikae.engine.restore.SnapshotContent;
import dev.hikae.engine.tree.Node;
import java.util.Arrays;
import java.util.Optional;

/** Finds nodes by absolute path, from the root that the path lies in. */
final class PathLookup {
    private final SnapshotContent content;

    PathLookup(SnapshotContent content) {
        this.content = content;
    }

    Optional<Node> find(RawPath path) {
        byte[] wanted = withoutLastSlash(path.toBytes());
        for (Node root : content.roots()) {
            byte[] base = root.entry().name().toBytes();
            if (Arrays.equals(base, wanted)) {
                return Optional.of(root);
            }
            int start = base.length == 1 && base[0] == '/' ? 1 : base.length + 1;
            if (wanted.length > start
                    && Arrays.equals(base, 0, base.length, wanted, 0, base.length)
                    && wanted[start - 1] == '/') {
                return descend(root, wanted, start);
            }
        }
        return Optional.empty();
    }

    private Optional<Node> descend(Node root, byte[] path, int from) {
        Optional<Node> node = Optional.of(root);
        int start = from;
        while (start <= path.length && node.isPresent()) {
            if (!(node.get().entry().kind() instanceof Entry.Kind.Directory)) {
                return Optional.empty();
            }
            int end = start;
            while (end < path.length && path[end] != '/') {
                end++;
            }
            RawPath name = RawPath.ofBytes(Arrays.copyOfRange(path, start, end));
            Node directory = node.get();
            node = content.trees().child(directory, name);
            start = end + 1;
        }
        return node;
    }

    private static byte[] withoutLastSlash(byte[] path) {
        boolean slash = path.length > 1 && path[path.length - 1] == '/';
        return slash ? Arrays.copyOf(path, path.length - 1) : path;
    }
}
