package dev.hikae.engine.tree;

import dev.hikae.engine.pack.BlobId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gathers a file's extents: inline while they are few, in pages when they are many. */
public final class ExtentWriter {
    private static final int LEAF = 3;
    private static final int BRANCH = 4;
    private static final int MOST_INLINE = 64;

    private final PageSink sink;
    private final List<Extent> inline = new ArrayList<>();
    private final Wire item = new Wire();
    private @Nullable PageTree pages;
    private long size;

    public ExtentWriter(PageSink sink) {
        this.sink = sink;
    }

    public void add(Extent extent) {
        size += extent.length();
        if (pages == null && inline.size() < MOST_INLINE) {
            inline.add(extent);
            return;
        }
        if (pages == null) {
            pages = new PageTree(sink, LEAF, BRANCH, (out, key, covered, page) -> out.uvarint(covered)
                    .raw(page.toBytes()));
            for (Extent earlier : inline) {
                page(pages, earlier);
            }
            inline.clear();
        }
        page(pages, extent);
    }

    private void page(PageTree into, Extent extent) {
        item.clear();
        NodeCodec.write(item, extent);
        boolean mayEnd =
                switch (extent) {
                    case Extent.Data data -> (data.blob().a() >>> 56 & 0x1f) == 0;
                    case Extent.Hole hole -> false;
                };
        into.add(item, new byte[0], extent.length(), mayEnd);
    }

    /** Sum of the extents so far. */
    public long size() {
        return size;
    }

    public Content finish() {
        PageTree made = pages;
        if (made == null) {
            return new Content.Extents(inline);
        }
        BlobId page = made.finish();
        return new Content.ExtentPages(page);
    }
}
