package dev.hikae.engine.backup;

import dev.hikae.config.error.HikaeException;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.pack.BlobId;
import dev.hikae.engine.tree.Content;
import dev.hikae.engine.tree.Extent;
import dev.hikae.engine.tree.ExtentWriter;
import dev.hikae.engine.tree.PageSink;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** A file's extents in order, some of whose ids are still being computed: at most a few dozen at a time. */
final class FileContent {
    private static final int MOST_WAITING = 64;

    private final ExtentWriter extents;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private long size;

    FileContent(PageSink pages) {
        extents = new ExtentWriter(pages);
    }

    private record Waiting(Future<BlobId> id, long length) {}

    void hole(long length) {
        size += length;
        drain(0);
        extents.add(new Extent.Hole(length));
    }

    void data(BlobId id, long length) {
        size += length;
        drain(0);
        extents.add(new Extent.Data(id, length));
    }

    void data(Future<BlobId> id, long length) {
        size += length;
        waiting.add(new Waiting(id, length));
        drain(MOST_WAITING);
    }

    long size() {
        return size;
    }

    boolean ready() {
        return waiting.stream().allMatch(w -> w.id().isDone());
    }

    Content finish() {
        drain(0);
        return extents.finish();
    }

    private void drain(int most) {
        while (waiting.size() > most) {
            Waiting first = waiting.remove();
            extents.add(new Extent.Data(get(first.id()), first.length()));
        }
    }

    private static BlobId get(Future<BlobId> id) {
        try {
            return id.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException("bug: a blob failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HikaeException(e, EngineError.CANCELLED);
        }
    }
}
