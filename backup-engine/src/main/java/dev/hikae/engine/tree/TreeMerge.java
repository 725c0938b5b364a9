package dev.hikae.engine.tree;

import dev.hikae.config.error.HikaeException;
import dev.hikae.engine.RawPath;
import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.pack.BlobId;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Goes through one directory as several snapshots have it, in name order, all at once. A page that some of them share is read once
 * for these; what the visitor has no interest in is not read at all. Holds one open page per level and different version.
 *
 * <p>Snapshots are numbers from 0, sets of them bits.
 */
public final class TreeMerge {
    private static final RawPath BEFORE_ALL = RawPath.of("");
    private static final int LEAF = 1;
    private static final int BRANCH = 2;

    private final Function<BlobId, ByteBuffer> pages;

    /** @param pages reads one page, checked */
    public TreeMerge(Function<BlobId, ByteBuffer> pages) {
        this.pages = pages;
    }

    /** A directory, or an entry, and the snapshots that have it so. */
    public record Version<T>(T what, BitSet snapshots) {}

    /** Told what is found. */
    public interface Visitor {
        /** Whether what a page holds is of interest, given that exactly these snapshots have all of it alike there. */
        boolean wanted(BitSet snapshots);

        /** One name, with every different node under it. */
        void name(RawPath name, List<Version<Node>> versions);

        /** A page could not be read: what these snapshots have in it is not told. */
        void unreadable(BitSet snapshots, RuntimeException why);
    }

    /** Goes through one directory; does not enter those in it. */
    public void directory(Collection<Version<BlobId>> versions, Visitor visitor) {
        new Run(visitor).over(versions);
    }

    private final class Run {
        private final Visitor visitor;
        private final PriorityQueue<Cursor> queue = new PriorityQueue<>();

        Run(Visitor visitor) {
            this.visitor = visitor;
        }

        void over(Collection<Version<BlobId>> versions) {
            Map<BlobId, BitSet> roots = new LinkedHashMap<>();
            versions.forEach(v -> merged(roots, v.what()).or(v.snapshots()));
            open(roots);
            while (!queue.isEmpty()) {
                step();
            }
        }

        /** At the lowest key: pages are opened before nodes are told, since they may hold the same name. */
        private void step() {
            RawPath key = queue.element().key;
            List<Cursor> heads = new ArrayList<>();
            while (!queue.isEmpty() && queue.element().key.equals(key)) {
                heads.add(queue.remove());
            }
            Map<BlobId, BitSet> below = new LinkedHashMap<>();
            Map<Node, BitSet> nodes = new LinkedHashMap<>();
            for (Cursor head : heads) {
                if (head.page instanceof BlobId page) {
                    merged(below, page).or(head.snapshots);
                    advance(head);
                }
            }
            for (Cursor head : heads) {
                if (head.node instanceof Node node && head.key.equals(key)) {
                    if (below.isEmpty()) {
                        merged(nodes, node).or(head.snapshots);
                        advance(head);
                    } else {
                        queue.add(head);
                    }
                }
            }
            if (below.isEmpty()) {
                visitor.name(
                        key,
                        nodes.entrySet().stream()
                                .map(e -> new Version<>(e.getKey(), e.getValue()))
                                .toList());
            } else {
                open(below);
            }
        }

        private <K> BitSet merged(Map<K, BitSet> map, K key) {
            return map.computeIfAbsent(key, k -> new BitSet());
        }

        private void open(Map<BlobId, BitSet> versions) {
            versions.forEach((page, snapshots) -> {
                if (visitor.wanted(snapshots)) {
                    try {
                        advance(new Cursor(pages.apply(page), snapshots));
                    } catch (HikaeException | FormatException e) {
                        visitor.unreadable(snapshots, e);
                    }
                }
            });
        }

        private void advance(Cursor cursor) {
            try {
                if (cursor.next()) {
                    queue.add(cursor);
                }
            } catch (FormatException e) {
                visitor.unreadable(cursor.snapshots, e);
            }
        }
    }

    /** A place in a page: at a node, or at a page below it that is not opened. */
    private static final class Cursor implements Comparable<Cursor> {
        private final ByteBuffer in;
        private final BitSet snapshots;
        private final boolean leaf;
        private int left;
        private RawPath key = BEFORE_ALL;
        private @Nullable Node node;
        private @Nullable BlobId page;

        Cursor(ByteBuffer in, BitSet snapshots) {
            this.in = in;
            this.snapshots = snapshots;
            try {
                int type = in.get();
                if (type != LEAF && type != BRANCH) {
                    throw new FormatException("holds a page of the wrong type " + type);
                }
                leaf = type == LEAF;
                left = Wire.readCount(in);
            } catch (BufferUnderflowException e) {
                throw new FormatException("holds a page that is cut off", e);
            }
        }

        boolean next() {
            node = null;
            page = null;
            if (left == 0) {
                return false;
            }
            left--;
            RawPath before = key;
            try {
                if (leaf) {
                    Node read = BlobTreeReader.readNode(in);
                    node = read;
                    key = read.entry().name();
                } else {
                    key = Wire.readPath(in);
                    page = BlobId.read(in);
                }
            } catch (BufferUnderflowException e) {
                throw new FormatException("holds a page that is cut off", e);
            }
            if (key.compareTo(before) <= 0) {
                throw new FormatException("holds names that are out of order");
            }
            return true;
        }

        @Override
        public int compareTo(Cursor other) {
            return key.compareTo(other.key);
        }
    }
}
