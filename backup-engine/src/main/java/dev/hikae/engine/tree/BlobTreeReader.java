package dev.hikae.engine.tree;

import dev.hikae.engine.RawPath;
import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.pack.BlobId;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads trees from blobs. */
public final class BlobTreeReader implements TreeReader {
    private static final int DIRECTORY_LEAF = 1;
    private static final int DIRECTORY_BRANCH = 2;
    private static final int EXTENT_LEAF = 3;
    private static final int EXTENT_BRANCH = 4;

    private final Function<BlobId, ByteBuffer> blobs;

    /** @param blobs reads one page, checked */
    public BlobTreeReader(Function<BlobId, ByteBuffer> blobs) {
        this.blobs = blobs;
    }

    @Override
    public void children(Node directory, Consumer<Node> each) {
        nodes(page(directory)).forEachRemaining(each);
    }

    /** The same, pulled by the caller; holds one page per level. */
    public Iterator<Node> nodes(BlobId page) {
        return nodes(page, id -> {});
    }

    /** The same; also tells every page that was read on the way. */
    public Iterator<Node> nodes(BlobId page, Consumer<BlobId> pages) {
        return new Items<>(
                page,
                DIRECTORY_LEAF,
                DIRECTORY_BRANCH,
                BlobTreeReader::readNode,
                in -> {
                    Wire.readBytes(in);
                    return BlobId.read(in);
                },
                pages);
    }

    /** Page of a directory's entries. */
    public static BlobId page(Node directory) {
        return switch (directory.content()) {
            case Content.Directory d -> d.page();
            case Content.None n -> throw notADirectory(directory);
            case Content.Extents e -> throw notADirectory(directory);
            case Content.ExtentPages e -> throw notADirectory(directory);
        };
    }

    private static IllegalArgumentException notADirectory(Node node) {
        return new IllegalArgumentException(
                "bug: not a directory: " + node.entry().name());
    }

    @Override
    public Optional<Node> child(Node directory, RawPath name) {
        BlobId page = page(directory);
        while (true) {
            ByteBuffer in = blobs.apply(page);
            int type = in.get();
            int count = Wire.readCount(in);
            if (type == DIRECTORY_LEAF) {
                return childInLeaf(in, count, name);
            }
            if (type != DIRECTORY_BRANCH) {
                throw new FormatException("holds a page of the wrong type " + type);
            }
            Optional<BlobId> below = below(in, count, name);
            if (below.isEmpty()) {
                return Optional.empty();
            }
            page = below.get();
        }
    }

    private static Optional<Node> childInLeaf(ByteBuffer in, int count, RawPath name) {
        for (int i = 0; i < count; i++) {
            Node node = readNode(in);
            if (node.entry().name().equals(name)) {
                return Optional.of(node);
            }
        }
        return Optional.empty();
    }

    /** The last page whose first name is not after the wanted one. */
    private static Optional<BlobId> below(ByteBuffer in, int count, RawPath name) {
        Optional<BlobId> candidate = Optional.empty();
        for (int i = 0; i < count; i++) {
            RawPath first = Wire.readPath(in);
            BlobId page = BlobId.read(in);
            if (first.compareTo(name) > 0) {
                break;
            }
            candidate = Optional.of(page);
        }
        return candidate;
    }

    @Override
    public void extents(Node file, Consumer<Extent> each) {
        extents(file, each, page -> {});
    }

    /** The same; also tells every page that was read on the way. */
    public void extents(Node file, Consumer<Extent> each, Consumer<BlobId> pages) {
        pulled(file, pages).forEachRemaining(each);
    }

    /** The same, pulled by the caller; holds one page per level. */
    public Iterator<Extent> extents(Node file) {
        return pulled(file, page -> {});
    }

    private Iterator<Extent> pulled(Node file, Consumer<BlobId> pages) {
        return switch (file.content()) {
            case Content.None n -> Collections.emptyIterator();
            case Content.Extents e -> e.extents().iterator();
            case Content.ExtentPages p ->
                new Items<>(
                        p.page(),
                        EXTENT_LEAF,
                        EXTENT_BRANCH,
                        NodeCodec::readExtent,
                        in -> {
                            Wire.readUvarint(in);
                            return BlobId.read(in);
                        },
                        pages);
            case Content.Directory d -> throw new IllegalArgumentException("bug: a directory has no extents");
        };
    }

    /**
     * What one page holds: the pages below it, or what they are about.
     *
     * @param nodes of a directory's page
     * @param extents of a page of extents
     */
    public record Page(List<BlobId> below, List<Node> nodes, List<Extent> extents) {}

    /** One page of a directory, for those who go by pages. */
    public Page directoryPage(BlobId id) {
        return onePage(id, DIRECTORY_LEAF, DIRECTORY_BRANCH);
    }

    /** One page of a file's extents. */
    public Page extentPage(BlobId id) {
        return onePage(id, EXTENT_LEAF, EXTENT_BRANCH);
    }

    private Page onePage(BlobId id, int leaf, int branch) {
        ByteBuffer in = blobs.apply(id);
        var page = new Page(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        try {
            int type = in.get();
            if (type != leaf && type != branch) {
                throw new FormatException("holds a page of the wrong type " + type);
            }
            int count = Wire.readCount(in);
            for (int i = 0; i < count; i++) {
                readItem(in, type, page);
            }
        } catch (BufferUnderflowException e) {
            throw new FormatException("holds a page that is cut off", e);
        }
        return page;
    }

    private static void readItem(ByteBuffer in, int type, Page page) {
        if (type == DIRECTORY_LEAF) {
            page.nodes().add(readNode(in));
        } else if (type == EXTENT_LEAF) {
            page.extents().add(NodeCodec.readExtent(in));
        } else if (type == DIRECTORY_BRANCH) {
            Wire.readBytes(in);
            page.below().add(BlobId.read(in));
        } else {
            Wire.readUvarint(in);
            page.below().add(BlobId.read(in));
        }
    }

    static Node readNode(ByteBuffer in) {
        int length = Wire.readCount(in);
        if (length > in.remaining()) {
            throw new FormatException("holds a node that is cut off");
        }
        ByteBuffer one = in.slice(in.position(), length);
        in.position(in.position() + length);
        return NodeCodec.read(one);
    }

    /** Items of a tree of pages, depth first. */
    private final class Items<T> implements Iterator<T> {
        /** Deeper than any real tree; stops a page that leads back to itself. */
        private static final int DEEPEST = 16;

        private final Deque<Cursor> path = new ArrayDeque<>();
        private final int leaf;
        private final int branch;
        private final Function<ByteBuffer, T> read;
        private final Function<ByteBuffer, BlobId> below;
        private final Consumer<BlobId> pages;

        Items(
                BlobId page,
                int leaf,
                int branch,
                Function<ByteBuffer, T> read,
                Function<ByteBuffer, BlobId> below,
                Consumer<BlobId> pages) {
            this.leaf = leaf;
            this.branch = branch;
            this.read = read;
            this.below = below;
            this.pages = pages;
            push(page);
        }

        private void push(BlobId page) {
            if (path.size() >= DEEPEST) {
                throw new FormatException("holds pages nested too deep");
            }
            pages.accept(page);
            ByteBuffer in = blobs.apply(page);
            int type = in.get();
            if (type != leaf && type != branch) {
                throw new FormatException("holds a page of the wrong type " + type);
            }
            path.push(new Cursor(in, type == leaf, Wire.readCount(in)));
        }

        @Override
        public boolean hasNext() {
            try {
                while (true) {
                    @Nullable Cursor top = path.peek();
                    if (top == null) {
                        return false;
                    }
                    if (top.left == 0) {
                        path.pop();
                    } else if (top.isLeaf) {
                        return true;
                    } else {
                        top.left--;
                        push(below.apply(top.in));
                    }
                }
            } catch (BufferUnderflowException e) {
                throw new FormatException("holds a page that is cut off", e);
            }
        }

        @Override
        public T next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            Cursor top = path.element();
            top.left--;
            try {
                return read.apply(top.in);
            } catch (BufferUnderflowException e) {
                throw new FormatException("holds a page that is cut off", e);
            }
        }
    }

    private static final class Cursor {
        private final ByteBuffer in;
        private final boolean isLeaf;
        private int left;

        Cursor(ByteBuffer in, boolean isLeaf, int left) {
            this.in = in;
            this.isLeaf = isLeaf;
            this.left = left;
        }
    }
}
