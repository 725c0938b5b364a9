package dev.hikae.engine.restore;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Runs work that recurses as deep as a tree does, on a thread whose stack is as large as that may ask. */
public final class Deep {
    private static final long STACK_BYTES = 256L << 20;

    private Deep() {}

    /** Returns or throws what the work does. */
    public static <T> T call(Supplier<T> work) {
        var result = new AtomicReference<@Nullable T>();
        var failure = new AtomicReference<@Nullable Throwable>();
        Thread thread = new Thread(
                null,
                () -> {
                    try {
                        result.set(work.get());
                    } catch (Throwable t) {
                        failure.set(t);
                    }
                },
                "hikae-walk",
                STACK_BYTES);
        thread.start();
        join(thread);
        rethrow(failure.get());
        return java.util.Objects.requireNonNull(result.get(), "bug: work without a result");
    }

    private static void join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
                thread.interrupt();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void rethrow(@Nullable Throwable t) {
        if (t instanceof RuntimeException e) {
            throw e;
        }
        if (t instanceof Error e) {
            throw e;
        }
    }
}
