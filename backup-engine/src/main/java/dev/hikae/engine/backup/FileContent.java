package dev.hikae.engine.backup;

import dev.hikae.engine.pack.PendingId;
import dev.hikae.engine.tree.Content;
import dev.hikae.engine.tree.Extent;
import dev.hikae.engine.tree.ExtentWriter;
import dev.hikae.engine.tree.PageSink;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** A file's extents in order, some of whose ids are still being computed: at most a few hundred at a time. */
final class FileContent {
    private static final int MOST_WAITING = 512;

    private final ExtentWriter extents;
    private final Deque<Waiting> waiting = new ArrayDeque<>(2);
    private long size;
    private @Nullable Content finished;

    FileContent(PageSink pages) {
        extents = new ExtentWriter(pages);
    }

    private record Waiting(PendingId id, long length) {}

    void hole(long length) {
        size += length;
        drain(0);
        extents.add(new Extent.Hole(length));
    }

    void data(PendingId id, long length) {
        size += length;
        waiting.add(new Waiting(id, length));
        drain(MOST_WAITING);
    }

    long size() {
        return size;
    }

    boolean ready() {
        for (Waiting one : waiting) {
            if (!one.id().ready()) {
                return false;
            }
        }
        return true;
    }

    /** Waits for the ids. Several names of one inode ask for the same. */
    Content finish() {
        Content known = finished;
        if (known == null) {
            drain(0);
            known = extents.finish();
            finished = known;
        }
        return known;
    }

    private void drain(int most) {
        while (waiting.size() > most) {
            Waiting first = waiting.remove();
            extents.add(new Extent.Data(first.id().get(), first.length()));
        }
    }
}
