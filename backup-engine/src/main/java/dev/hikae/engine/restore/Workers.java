package dev.hikae.engine.restore;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Threads that work on a bounded number of tasks; the first failure is kept, and no task starts after it. */
final class Workers implements AutoCloseable {
    private final ExecutorService threads;
    private final Semaphore room;
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();

    Workers(int threadCount, int tasks) {
        threads = Executors.newFixedThreadPool(
                threadCount, Thread.ofPlatform().name("hikae-restore-", 0).factory());
        room = new Semaphore(tasks);
    }

    /** Waits for room. Once something failed the task is told so: it must let go of what it holds. */
    void run(Task task) {
        room.acquireUninterruptibly();
        threads.execute(() -> {
            try {
                task.run(failure.get() != null);
            } catch (RuntimeException e) {
                failure.compareAndSet(null, e);
            } catch (Error e) {
                failure.compareAndSet(null, new IllegalStateException("bug: a worker died", e));
            } finally {
                room.release();
            }
        });
    }

    /** Waits for all tasks and throws what one of them threw. */
    void finish() {
        threads.close();
        check();
    }

    /** Throws what a task threw. */
    void check() {
        RuntimeException failed = failure.get();
        if (failed != null) {
            throw failed;
        }
    }

    /** Waits for all tasks. */
    @Override
    public void close() {
        threads.close();
    }

    interface Task {
        void run(boolean givenUp);
    }
}
