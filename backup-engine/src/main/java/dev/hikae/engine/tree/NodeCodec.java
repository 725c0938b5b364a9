package dev.hikae.engine.tree;

import dev.hikae.engine.Entry;
import dev.hikae.engine.Entry.Kind;
import dev.hikae.engine.RawPath;
import dev.hikae.engine.chunk.PageRuns;
import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.format.Tlv;
import dev.hikae.engine.pack.BlobId;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Nodes and extents as bytes: docs/FORMAT.md, section 7. */
final class NodeCodec {
    private static final int DIRECTORY = 1;
    private static final int FILE = 2;
    private static final int SYMLINK = 3;
    private static final int FIFO = 4;
    private static final int SOCKET = 5;
    private static final int BLOCK = 6;
    private static final int CHAR = 7;

    private static final int USER = 1;
    private static final int GROUP = 2;
    private static final int BIRTH = 4;
    private static final int HARD_LINK = 8;
    private static final int TORN = 16;
    private static final int RACY = 32;

    private static final int CHUNKER = 0x0001;
    private static final byte PAGED = 2;

    private NodeCodec() {}

    static void write(Wire out, Node node) {
        Entry entry = node.entry();
        out.bytes(entry.name()).u8(kind(entry.kind())).uvarint(present(node));
        out.uvarint(entry.mode()).uvarint(entry.uid()).uvarint(entry.gid());
        entry.user().ifPresent(u -> out.bytes(u.getBytes(StandardCharsets.UTF_8)));
        entry.group().ifPresent(g -> out.bytes(g.getBytes(StandardCharsets.UTF_8)));
        time(out, entry.mtime());
        time(out, entry.ctime());
        entry.birth().ifPresent(b -> time(out, b));
        out.uvarint(node.inode());
        entry.hardLink().ifPresent(l -> out.uvarint(l.device()).uvarint(l.inode()));
        out.uvarint(entry.flags() & 0xffffffffL).uvarint(entry.xattrs().size());
        entry.xattrs().forEach(x -> out.bytes(x.name()).bytes(x.value()));
        content(out, node);
        node.runs().ifPresent(r -> out.raw(fields(r)));
    }

    private static byte[] fields(PageRuns runs) {
        byte[] chunker = ByteBuffer.allocate(5).put(PAGED).putInt(runs.length()).array();
        return new Tlv.Builder().bytes(CHUNKER, chunker).build();
    }

    /** Of a profile or length that is not known here, nothing is said: readers do not need it. */
    private static Optional<PageRuns> readRuns(ByteBuffer in) {
        if (!in.hasRemaining()) {
            return Optional.empty();
        }
        byte[] fields = new byte[in.remaining()];
        in.get(fields);
        return Tlv.parse(fields, Set.of())
                .bytes(CHUNKER)
                .filter(f -> f.length == 5 && f[0] == PAGED)
                .map(f -> ByteBuffer.wrap(f, 1, 4).getInt())
                .filter(PageRuns::isPossible)
                .map(PageRuns::new);
    }

    private static int kind(Kind kind) {
        return switch (kind) {
            case Kind.Directory d -> DIRECTORY;
            case Kind.File f -> FILE;
            case Kind.Symlink s -> SYMLINK;
            case Kind.Fifo f -> FIFO;
            case Kind.Socket s -> SOCKET;
            case Kind.BlockDevice b -> BLOCK;
            case Kind.CharDevice c -> CHAR;
        };
    }

    private static int present(Node node) {
        Entry entry = node.entry();
        return (entry.user().isPresent() ? USER : 0)
                | (entry.group().isPresent() ? GROUP : 0)
                | (entry.birth().isPresent() ? BIRTH : 0)
                | (entry.hardLink().isPresent() ? HARD_LINK : 0)
                | (entry.torn() ? TORN : 0)
                | (node.racy() ? RACY : 0);
    }

    private static void time(Wire out, Instant time) {
        out.svarint(time.getEpochSecond()).uvarint(time.getNano());
    }

    private static void content(Wire out, Node node) {
        switch (node.entry().kind()) {
            case Kind.Directory d -> out.raw(directory(node).toBytes());
            case Kind.File f -> file(out, node);
            case Kind.Symlink s -> out.bytes(s.target());
            case Kind.Fifo f -> {}
            case Kind.Socket s -> {}
            case Kind.BlockDevice b -> out.uvarint(b.major()).uvarint(b.minor());
            case Kind.CharDevice c -> out.uvarint(c.major()).uvarint(c.minor());
        }
    }

    private static BlobId directory(Node node) {
        return switch (node.content()) {
            case Content.Directory d -> d.page();
            case Content.None n -> throw new IllegalArgumentException("bug: a directory without a page");
            case Content.Extents e -> throw new IllegalArgumentException("bug: a directory with extents");
            case Content.ExtentPages e -> throw new IllegalArgumentException("bug: a directory with extents");
        };
    }

    private static void file(Wire out, Node node) {
        out.uvarint(node.entry().size());
        switch (node.content()) {
            case Content.Extents extents -> {
                out.u8(0).uvarint(extents.extents().size());
                extents.extents().forEach(e -> write(out, e));
            }
            case Content.ExtentPages pages -> out.u8(1).raw(pages.page().toBytes());
            case Content.None n -> out.u8(0).uvarint(0);
            case Content.Directory d -> throw new IllegalArgumentException("bug: a file with a directory page");
        }
    }

    static void write(Wire out, Extent extent) {
        switch (extent) {
            case Extent.Data data ->
                out.uvarint(data.length() << 1).raw(data.blob().toBytes());
            case Extent.Hole hole -> out.uvarint(hole.length() << 1 | 1);
        }
    }

    static Extent readExtent(ByteBuffer in) {
        long head = Wire.readUvarint(in);
        long length = head >>> 1;
        return (head & 1) == 1 ? new Extent.Hole(length) : new Extent.Data(BlobId.read(in), length);
    }

    /** Reads one node from exactly its bytes. */
    static Node read(ByteBuffer in) {
        try {
            return readNode(in);
        } catch (BufferUnderflowException e) {
            throw new FormatException("holds a node that is cut off", e);
        }
    }

    private static Node readNode(ByteBuffer in) {
        RawPath name = Wire.readPath(in);
        int kind = in.get();
        long present = Wire.readUvarint(in);
        int mode = Wire.readCount(in);
        long uid = Wire.readUvarint(in);
        long gid = Wire.readUvarint(in);
        Optional<String> user = optionalText(in, present, USER);
        Optional<String> group = optionalText(in, present, GROUP);
        Instant mtime = readTime(in);
        Instant ctime = readTime(in);
        Optional<Instant> birth = (present & BIRTH) != 0 ? Optional.of(readTime(in)) : Optional.empty();
        long inode = Wire.readUvarint(in);
        Optional<Entry.HardLink> link = (present & HARD_LINK) != 0
                ? Optional.of(new Entry.HardLink(Wire.readUvarint(in), Wire.readUvarint(in)))
                : Optional.empty();
        int flags = (int) Wire.readUvarint(in);
        List<Entry.Xattr> xattrs = readXattrs(in);
        var body = readBody(in, kind);
        var entry = new Entry(
                name,
                body.kind(),
                mode,
                uid,
                gid,
                user,
                group,
                mtime,
                ctime,
                birth,
                body.size(),
                xattrs,
                flags,
                link,
                (present & TORN) != 0);
        return new Node(entry, inode, (present & RACY) != 0, body.content(), readRuns(in));
    }

    private record Body(Kind kind, long size, Content content) {}

    private static Body readBody(ByteBuffer in, int kind) {
        return switch (kind) {
            case DIRECTORY -> new Body(new Kind.Directory(), 0, new Content.Directory(BlobId.read(in)));
            case FILE -> new Body(new Kind.File(), Wire.readUvarint(in), readFile(in));
            case SYMLINK -> new Body(new Kind.Symlink(Wire.readPath(in)), 0, new Content.None());
            case FIFO -> new Body(new Kind.Fifo(), 0, new Content.None());
            case SOCKET -> new Body(new Kind.Socket(), 0, new Content.None());
            case BLOCK ->
                new Body(new Kind.BlockDevice(Wire.readUvarint(in), Wire.readUvarint(in)), 0, new Content.None());
            case CHAR ->
                new Body(new Kind.CharDevice(Wire.readUvarint(in), Wire.readUvarint(in)), 0, new Content.None());
            default -> throw new FormatException("holds a node of the unknown kind " + kind);
        };
    }

    private static Content readFile(ByteBuffer in) {
        int form = in.get();
        if (form == 1) {
            return new Content.ExtentPages(BlobId.read(in));
        }
        if (form != 0) {
            throw new FormatException("holds a file's extents in the unknown form " + form);
        }
        int count = Wire.readCount(in);
        var extents = new ArrayList<Extent>(Math.min(count, 1024));
        for (int i = 0; i < count; i++) {
            extents.add(readExtent(in));
        }
        return new Content.Extents(extents);
    }

    private static Optional<String> optionalText(ByteBuffer in, long present, int bit) {
        return (present & bit) != 0
                ? Optional.of(new String(Wire.readBytes(in), StandardCharsets.UTF_8))
                : Optional.empty();
    }

    private static Instant readTime(ByteBuffer in) {
        try {
            return Instant.ofEpochSecond(Wire.readSvarint(in), Wire.readUvarint(in));
        } catch (DateTimeException | ArithmeticException e) {
            throw new FormatException("holds a time out of range", e);
        }
    }

    private static List<Entry.Xattr> readXattrs(ByteBuffer in) {
        int count = Wire.readCount(in);
        var xattrs = new ArrayList<Entry.Xattr>(Math.min(count, 64));
        for (int i = 0; i < count; i++) {
            xattrs.add(new Entry.Xattr(Wire.readPath(in), Wire.readPath(in)));
        }
        return xattrs;
    }
}
