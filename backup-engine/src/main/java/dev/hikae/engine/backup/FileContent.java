package dev.hikae.engine.backup;

import dev.hikae.engine.chunk.PageRuns;
import dev.hikae.engine.pack.PendingId;
import dev.hikae.engine.tree.Content;
import dev.hikae.engine.tree.Extent;
import dev.hikae.engine.tree.ExtentWriter;
import dev.hikae.engine.tree.PageSink;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A file's extents in order, some of whose ids are still being computed: at most a few hundred at a time. */
final class FileContent {
    private static final int MOST_WAITING = 512;

    /** Gone once the content is known: it is far larger than that, and content of linked files is kept. */
    private @Nullable ExtentWriter extents;

    private final Deque<Waiting> waiting = new ArrayDeque<>(2);
    private Optional<PageRuns> runs = Optional.empty();
    private long size;
    private int parts;
    private @Nullable Content finished;

    FileContent(PageSink pages) {
        extents = new ExtentWriter(pages);
    }

    /** A stretch of data, or a hole, which has no id. */
    private record Waiting(Optional<PendingId> id, long length) {}

    void hole(long length) {
        size += length;
        part(new Waiting(Optional.empty(), length));
    }

    void data(PendingId id, long length) {
        size += length;
        part(new Waiting(Optional.of(id), length));
    }

    private void part(Waiting one) {
        parts++;
        waiting.add(one);
        drain(writer(), MOST_WAITING);
    }

    /** Stretches and holes so far. */
    int parts() {
        return parts;
    }

    /** Notes that the file is cut in runs of pages. */
    void inRuns(PageRuns of) {
        runs = Optional.of(of);
    }

    Optional<PageRuns> runs() {
        return runs;
    }

    long size() {
        return size;
    }

    boolean ready() {
        for (Waiting one : waiting) {
            if (one.id().isPresent() && !one.id().get().ready()) {
                return false;
            }
        }
        return true;
    }

    /** Waits for the ids. Several names of one inode ask for the same. */
    Content finish() {
        Content known = finished;
        if (known == null) {
            ExtentWriter writer = writer();
            drain(writer, 0);
            known = writer.finish();
            finished = known;
            extents = null;
        }
        return known;
    }

    private ExtentWriter writer() {
        return Objects.requireNonNull(extents, "bug: content was finished");
    }

    private void drain(ExtentWriter to, int most) {
        while (waiting.size() > most) {
            Waiting first = waiting.remove();
            to.add(
                    first.id().isPresent()
                            ? new Extent.Data(first.id().get().get(), first.length())
                            : new Extent.Hole(first.length()));
        }
    }
}
