package dev.hikae.engine.export;

import dev.hikae.config.error.HikaeException;
import dev.hikae.engine.Cancellation;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.export.Batch.Fetched;
import dev.hikae.engine.export.Batch.Part;
import dev.hikae.engine.pack.BlobReader;
import dev.hikae.engine.tree.Extent;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Hands entries and their content over in the order they were added, from the adding thread, while other threads fetch
 * what comes next. Holds one batch more than there are threads.
 */
final class ReadAhead implements AutoCloseable {
    private final BlobReader reader;
    private final Receiver receiver;
    private final Cancellation cancellation;
    private final int most;
    private final ExecutorService threads;
    private final Deque<Fetching> underWay = new ArrayDeque<>();
    private Batch open = new Batch();
    /** Nothing of the present entry was handed over, and nothing will be. */
    private boolean leftOut;

    private volatile boolean givenUp;

    private record Fetching(Batch batch, Future<Fetched> content) {}

    /** Takes entries in order. */
    interface Receiver {
        void begin(Item item) throws IOException;

        void extent(Item item, Extent extent, Fetched content) throws IOException;

        void end(Item item) throws IOException;

        /** A part cannot be given; {@code begun} tells that a part before it was. */
        void lost(Item item, boolean begun, HikaeException why);
    }

    ReadAhead(BlobReader reader, int threadCount, Receiver receiver, Cancellation cancellation) {
        this.reader = reader;
        this.receiver = receiver;
        this.cancellation = cancellation;
        this.most = threadCount + 1;
        this.threads = Executors.newFixedThreadPool(
                threadCount,
                Thread.ofPlatform().daemon().name("hikae-fetch-", 0).factory());
    }

    /** Adds a part; hands over what is ready when enough is under way. */
    void add(Part part) {
        if (cancellation.requested()) {
            throw new HikaeException(EngineError.CANCELLED);
        }
        open.add(part);
        if (open.isFull()) {
            submit();
        }
    }

    private void submit() {
        if (underWay.size() == most) {
            handOver();
        }
        Batch batch = open;
        open = new Batch();
        underWay.add(new Fetching(
                batch, threads.submit(() -> batch.fetch(reader, () -> givenUp || cancellation.requested()))));
    }

    /** Hands over all that is left. */
    void finish() {
        if (!open.isEmpty()) {
            submit();
        }
        while (!underWay.isEmpty()) {
            handOver();
        }
    }

    private void handOver() {
        Fetching next = underWay.remove();
        Fetched content = await(next.content());
        try {
            for (Part part : next.batch().parts()) {
                give(part, content);
            }
        } catch (IOException e) {
            throw new ReceiverFailed(e);
        }
    }

    private void give(Part part, Fetched content) throws IOException {
        if (!part.first() && leftOut) {
            return;
        }
        var fault = content.fault(part);
        leftOut = fault.isPresent();
        if (fault.isPresent()) {
            receiver.lost(part.item(), !part.first(), fault.get());
            return;
        }
        if (part.first()) {
            receiver.begin(part.item());
        }
        for (Extent extent : part.extents()) {
            receiver.extent(part.item(), extent, content);
        }
        if (part.last()) {
            receiver.end(part.item());
        }
    }

    private static Fetched await(Future<Fetched> content) {
        try {
            return content.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HikaeException(EngineError.CANCELLED);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException why) {
                throw why;
            }
            throw new IllegalStateException("bug: reading ahead failed", e);
        }
    }

    /** Gives up what is still under way, without interrupting: to a store that would look like a region that failed. */
    @Override
    public void close() {
        givenUp = true;
        underWay.forEach(f -> f.content().cancel(false));
        threads.close();
    }
}
