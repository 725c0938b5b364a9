package dev.hikae.engine.region;

import dev.hikae.config.error.HikaeException;
import dev.hikae.engine.store.Store;
import dev.hikae.engine.store.StoreError;
import dev.hikae.engine.store.StoreException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** One region's part of a {@link FanOutUpload}: a queue and the thread that empties it into the store. */
final class UploadLane {
    private static final int WAITING = 3;

    private final Region region;
    private final String name;
    private final SessionWriter session;
    private final BlockingQueue<Order> orders = new ArrayBlockingQueue<>(WAITING);
    private final Thread thread;
    private volatile Optional<RuntimeException> bug = Optional.empty();
    private boolean ended;

    UploadLane(Region region, String name, SessionWriter session) {
        this.region = region;
        this.name = name;
        this.session = session;
        this.thread = Thread.ofVirtual().name("upload " + region.name()).unstarted(this::run);
    }

    /** What the thread is told. */
    private sealed interface Order {
        record Write(ByteBuffer bytes) implements Order {}

        record Finish() implements Order {}

        record Abandon() implements Order {}
    }

    void start() {
        thread.start();
    }

    void write(ByteBuffer bytes) {
        give(new Order.Write(bytes));
    }

    void finish() {
        if (!ended) {
            ended = true;
            give(new Order.Finish());
        }
    }

    /** Never waits: what is still queued is given up with the rest. */
    void abandon() {
        if (!ended) {
            ended = true;
            orders.clear();
            orders.add(new Order.Abandon());
        }
    }

    /** Waits for the end of the thread, an interrupt notwithstanding: it must not work on unseen. */
    void join() {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        Optional<RuntimeException> once = bug;
        bug = Optional.empty();
        once.ifPresent(e -> {
            throw e;
        });
    }

    private void give(Order order) {
        try {
            orders.put(order);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private StoreException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new StoreException(e, false, StoreError.INTERRUPTED, "of region " + region.name());
    }

    private void run() {
        try {
            work();
        } catch (InterruptedException e) {
            session.drop(region, interrupted(e));
        }
    }

    /** Goes on taking orders after a failure, so that the writer never waits for a region that is out. */
    private void work() throws InterruptedException {
        boolean more = true;
        try (Store.Upload upload = region.store().upload(name)) {
            while (more) {
                Order order = orders.take();
                more = order instanceof Order.Write;
                obey(order, upload);
            }
        } catch (HikaeException e) {
            session.drop(region, e);
        } catch (RuntimeException e) {
            died(e, e);
        } catch (Error e) {
            // Unseen, it would leave the writer waiting, or an upload that never ended counted as durable.
            died(e, new IllegalStateException("bug: an upload died", e));
        }
        while (more) {
            more = orders.take() instanceof Order.Write;
        }
    }

    private void died(Throwable cause, RuntimeException told) {
        bug = Optional.of(told);
        session.drop(
                region, new StoreException(cause, false, StoreError.INPUT_OUTPUT, region.name(), cause.toString()));
    }

    private void obey(Order order, Store.Upload upload) {
        if (session.isOut(region)) {
            return;
        }
        switch (order) {
            case Order.Write write -> upload.write(write.bytes().duplicate());
            case Order.Finish _ -> upload.commit();
            case Order.Abandon _ -> {}
        }
    }
}
