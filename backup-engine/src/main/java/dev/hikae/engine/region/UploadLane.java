package dev.hikae.engine.region;

import dev.hikae.config.error.HikaeException;
import dev.hikae.engine.store.Store;
import dev.hikae.engine.store.StoreError;
import dev.hikae.engine.store.StoreException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** One region's part of a {@link FanOutUpload}: a queue and the thread that empties it into the store. */
final class UploadLane {
    private static final int WAITING = 3;
    /** How long the thread of a region that is out has to let go of what it holds. */
    private static final Duration FAREWELL = Duration.ofSeconds(5);

    private final Region region;
    private final String name;
    private final SessionWriter session;
    private final Gathering gathering;
    /** One place more, for the word that ends it. */
    private final BlockingQueue<Order> orders = new ArrayBlockingQueue<>(WAITING + 1);

    private final Thread thread;
    private volatile Optional<RuntimeException> bug = Optional.empty();
    private volatile boolean done;
    private boolean ended;

    UploadLane(Region region, String name, SessionWriter session, Gathering gathering) {
        this.region = region;
        this.name = name;
        this.session = session;
        this.gathering = gathering;
        this.thread = Thread.ofVirtual().name("upload " + region.name()).unstarted(this::run);
    }

    /** What the thread is told. */
    private sealed interface Order {
        record Lend(ByteBuffer bytes, Runnable done) implements Order {}

        record Finish(OptionalInt crc32c) implements Order {}

        record Abandon() implements Order {}
    }

    void start() {
        thread.start();
    }

    Region region() {
        return region;
    }

    /** Whether it takes bytes; only the writer makes that false. */
    boolean hasRoom() {
        return done || orders.size() < WAITING;
    }

    /** Whether its thread did what it was told. */
    boolean isDone() {
        return done;
    }

    /** Only where there is room. A region that is out takes nothing. */
    void lend(ByteBuffer bytes, Runnable done) {
        if (session.isOut(region)) {
            done.run();
        } else {
            orders.add(new Order.Lend(bytes, done));
        }
    }

    void finish(OptionalInt crc32c) {
        if (!ended) {
            ended = true;
            orders.add(new Order.Finish(crc32c));
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

    /**
     * Waits for the end of the thread, an interrupt notwithstanding: it must not work on unseen. Where the region is out
     * it is interrupted, which ends what it waits for, and what it does then matters to nobody.
     */
    void join() {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                if (session.isOut(region)) {
                    thread.interrupt();
                    thread.join(FAREWELL);
                    break;
                }
                thread.join(Duration.ofMillis(100));
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

    private void run() {
        try (Store.Upload upload = region.store().upload(name)) {
            boolean more = true;
            while (more) {
                Order order = orders.take();
                gathering.changed();
                more = order instanceof Order.Lend;
                obey(order, upload);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            session.drop(region, new StoreException(e, false, StoreError.INTERRUPTED, "of region " + region.name()));
        } catch (HikaeException e) {
            session.drop(region, e);
        } catch (RuntimeException e) {
            died(e, e);
        } catch (Error e) {
            // Unseen, it would leave the writer waiting, or an upload that never ended counted as durable.
            died(e, new IllegalStateException("bug: an upload died", e));
        } finally {
            done = true;
            gathering.changed();
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
            case Order.Lend lend -> upload.lend(lend.bytes().duplicate(), lend.done());
            case Order.Finish finish -> finish.crc32c().ifPresentOrElse(upload::commit, upload::commit);
            case Order.Abandon _ -> {}
        }
    }
}
