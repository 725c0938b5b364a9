package dev.hikae.engine.store;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleSupplier;

/**
 * How often and how long to try again.
 *
 * <p>Full jitter: a pause is random between nothing and a bound that doubles up to a largest one. All calls share a
 * budget that retries spend and successes slowly refill, so that a store that is down costs one round of
 * patience, not one for every object.
 */
final class Retries {
    static final int ATTEMPTS = 7;
    static final Duration FIRST = Duration.ofMillis(100);
    static final Duration LONGEST = Duration.ofSeconds(5);
    private static final int BUDGET = 200;
    private static final int COST = 10;

    private final Pause pause;
    private final DoubleSupplier chance;
    private final AtomicInteger budget = new AtomicInteger(BUDGET);

    Retries(Pause pause, DoubleSupplier chance) {
        this.pause = pause;
        this.chance = chance;
    }

    /** One call: remembers how often it failed. */
    Call call(String store) {
        return new Call(store);
    }

    final class Call {
        private final String store;
        private int failed;

        private Call(String store) {
            this.store = store;
        }

        boolean isFirst() {
            return failed == 0;
        }

        void succeeded() {
            budget.updateAndGet(b -> Math.min(BUDGET, b + 1));
        }

        /** Waits and returns, or throws the failure because it is final or patience is over. */
        void failed(StoreException e) {
            failed++;
            if (!e.temporary() || failed >= ATTEMPTS || !spend()) {
                throw e;
            }
            try {
                pause.pause(delay());
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw Failures.interrupted(interrupted, store);
            }
        }

        private Duration delay() {
            long bound = Math.min(LONGEST.toMillis(), FIRST.toMillis() << (failed - 1));
            return Duration.ofMillis((long) (bound * chance.getAsDouble()));
        }
    }

    private boolean spend() {
        return budget.getAndUpdate(b -> b >= COST ? b - COST : b) >= COST;
    }
}
