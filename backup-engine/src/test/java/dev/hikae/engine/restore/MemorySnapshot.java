package dev.hikae.engine.restore;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.SnapshotId;
import dev.hikae.engine.Cancellation;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.Entry;
import dev.hikae.engine.RawPath;
import dev.hikae.engine.Snapshot;
import dev.hikae.engine.chunk.Chunker;
import dev.hikae.engine.chunk.FastCdc;
import dev.hikae.engine.file.LinuxSource;
import dev.hikae.engine.file.SourceDirectory;
import dev.hikae.engine.file.SourceEntry;
import dev.hikae.engine.file.SourceFile;
import dev.hikae.engine.file.SourceReader;
import dev.hikae.engine.pack.BlobId;
import dev.hikae.engine.pack.BlobReader;
import dev.hikae.engine.tree.Content;
import dev.hikae.engine.tree.Extent;
import dev.hikae.engine.tree.Node;
import dev.hikae.engine.tree.TreeReader;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** A snapshot in memory, read from real directories: what restore sees of a repository, without packs and keys. */
final class MemorySnapshot implements TreeReader, BlobReader {
    private final Chunker chunker =
            FastCdc.of(new SplittableRandom(5).longs(256).toArray(), 16 * 1024, 64 * 1024, 256 * 1024);
    private final Map<BlobId, byte[]> blobs = new ConcurrentHashMap<>();
    private final Map<BlobId, List<Node>> pages = new ConcurrentHashMap<>();
    private final Set<BlobId> lost = new HashSet<>();
    private final List<Node> roots = new ArrayList<>();

    static MemorySnapshot of(Path... roots) {
        var snapshot = new MemorySnapshot();
        for (Path root : roots) {
            SourceEntry top = new LinuxSource().open(root, new SourceReader.Options(List.of(), false));
            snapshot.roots.add(snapshot.node(top));
        }
        return snapshot;
    }

    SnapshotContent content() {
        var totals = new Snapshot.Totals(0, 0, 0, 0, 0);
        var id = new SnapshotId("snap_01932b4e-7a2c-7000-8000-000000000001");
        List<RawPath> paths = roots.stream().map(root -> root.entry().name()).toList();
        var snapshot =
                new Snapshot(id, Optional.empty(), "host", paths, Instant.EPOCH, Instant.EPOCH, true, totals, Set.of());
        return new SnapshotContent(snapshot, roots, this, this, (blob, data, offset, length) -> id(Arrays.copyOfRange(
                        data, offset, offset + length))
                .equals(blob));
    }

    /** From now on no region has what the file holds at this offset. */
    void lose(Node file, int extent) {
        if (file.content() instanceof Content.Extents extents
                && extents.extents().get(extent) instanceof Extent.Data data) {
            lost.add(data.blob());
            return;
        }
        throw new IllegalArgumentException("no data there");
    }

    Node find(String... names) {
        Node at = roots.getFirst();
        for (String name : names) {
            at = child(at, RawPath.of(name)).orElseThrow();
        }
        return at;
    }

    /** Puts an entry of a hostile or broken writer into the first root. */
    void plant(Node node) {
        if (roots.getFirst().content() instanceof Content.Directory directory) {
            List<Node> children = page(directory.page());
            children.add(node);
            children.sort(java.util.Comparator.comparing(n -> n.entry().name()));
        }
    }

    private Node node(SourceEntry found) {
        if (found.stat().directory()) {
            var children = new ArrayList<Node>();
            try (SourceDirectory directory = found.openDirectory()) {
                for (var next = directory.next(); next.isPresent(); next = directory.next()) {
                    children.add(node(next.get()));
                }
            }
            byte[] number = ByteBuffer.allocate(8).putLong(pages.size()).array();
            pages.put(id(number), children);
            return new Node(found.entry(), found.stat().inode(), false, new Content.Directory(id(number)));
        }
        return found.stat().regularFile()
                ? file(found)
                : plain(found.entry(), found.stat().inode());
    }

    private static Node plain(Entry entry, long inode) {
        return new Node(entry, inode, false, new Content.None());
    }

    private Node file(SourceEntry found) {
        var extents = new ArrayList<Extent>();
        try (SourceFile file = found.openFile()) {
            while (true) {
                long hole = file.skipHole();
                if (hole > 0) {
                    extents.add(new Extent.Hole(hole));
                }
                byte[] data = new byte[(int) Math.min(1 << 24, found.stat().size() + 1)];
                int n = file.read(data, 0, data.length);
                if (n < 0) {
                    break;
                }
                cut(data, n, extents);
            }
        }
        return new Node(found.entry(), found.stat().inode(), false, new Content.Extents(extents));
    }

    private void cut(byte[] data, int length, List<Extent> into) {
        for (int at = 0; at < length; ) {
            int n = chunker.cut(data, at, Math.min(length, at + chunker.maxSize()));
            byte[] chunk = Arrays.copyOfRange(data, at, at + n);
            blobs.put(id(chunk), chunk);
            into.add(new Extent.Data(id(chunk), n));
            at += n;
        }
    }

    private List<Node> page(BlobId id) {
        return java.util.Objects.requireNonNull(pages.get(id));
    }

    private static BlobId id(byte[] content) {
        try {
            return BlobId.of(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void children(Node directory, Consumer<Node> each) {
        if (directory.content() instanceof Content.Directory page) {
            page(page.page()).forEach(each);
        }
    }

    @Override
    public Optional<Node> child(Node directory, RawPath name) {
        var found = new ArrayList<Node>();
        children(directory, node -> {
            if (node.entry().name().equals(name)) {
                found.add(node);
            }
        });
        return found.stream().findFirst();
    }

    @Override
    public void extents(Node file, Consumer<Extent> each) {
        if (file.content() instanceof Content.Extents extents) {
            extents.extents().forEach(each);
        }
    }

    @Override
    public ByteBuffer read(BlobId id) {
        return ByteBuffer.wrap(java.util.Objects.requireNonNull(blobs.get(id))).asReadOnlyBuffer();
    }

    @Override
    public Place locate(BlobId id) {
        return new Place(0, 0, id.hashCode(), read(id).remaining());
    }

    /** In the order of ids, which is no order of files. */
    @Override
    public void readAll(Collection<BlobId> ids, Sink sink, Cancellation cancellation) {
        for (BlobId id : ids.stream().sorted().toList()) {
            if (cancellation.requested()) {
                throw new HikaeException(EngineError.CANCELLED);
            }
            if (lost.contains(id)) {
                sink.lost(id, new HikaeException(EngineError.BLOB_LOST, id, "lost by the test"));
            } else {
                sink.blob(id, read(id));
            }
        }
    }
}
