package dev.hikae.engine.tree;

import dev.hikae.engine.RawPath;
import dev.hikae.engine.pack.BlobId;
import java.util.zip.CRC32C;

/** Writes one directory of any size, nodes in unsigned byte order of names. */
public final class DirectoryWriter {
    private static final int LEAF = 1;
    private static final int BRANCH = 2;

    private final PageTree pages;
    private final Wire node = new Wire();
    private final Wire item = new Wire();
    private RawPath last;

    public DirectoryWriter(PageSink sink) {
        this(
                new PageTree(sink, LEAF, BRANCH, (out, key, covered, page) -> out.bytes(key)
                        .raw(page.toBytes())),
                RawPath.of(""));
    }

    private DirectoryWriter(PageTree pages, RawPath last) {
        this.pages = pages;
        this.last = last;
    }

    /** One that goes on from here on its own: what it makes is what this one would have made if it ended now. */
    public DirectoryWriter copy() {
        return new DirectoryWriter(pages.copy(), last);
    }

    public void add(Node one) {
        RawPath name = one.entry().name();
        if (name.compareTo(last) <= 0) {
            throw new IllegalArgumentException("bug: names out of order: " + last + " before " + name);
        }
        last = name;
        node.clear();
        NodeCodec.write(node, one);
        item.clear();
        item.uvarint(node.length()).raw(node.array(), node.length());
        byte[] key = name.toBytes();
        var crc = new CRC32C();
        crc.update(key);
        pages.add(item, key, 0, (crc.getValue() & 0x1f) == 0);
    }

    /** Id of the directory's page. */
    public BlobId finish() {
        return pages.finish();
    }
}
