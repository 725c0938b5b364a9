package dev.hikae.engine.store;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * How often and how long to try again.
 *
 * <p>Full jitter: a pause is random between nothing and a bound that doubles up to a largest one. All calls share a
 * budget that retries spend and successes slowly refill, and the time since the store stopped to answer, so that one that is
 * down costs one round of patience, not one for every object.
 */
final class Retries {
    static final int ATTEMPTS = 20;
    static final Duration FIRST = Duration.ofMillis(100);
    static final Duration LONGEST = Duration.ofSeconds(5);
    private static final Duration FORGOTTEN = Duration.ofMinutes(5);
    /** Eight calls at once survive half a minute without an answer. */
    static final int BUDGET = 1000;

    static final int COST = 10;

    /** Of its patience, what a store gets that never answered: whoever asks for snapshots may have other regions to ask. */
    private static final int FIRST_CONTACT = 20;

    private final Pause pause;
    private final DoubleSupplier chance;
    private final Duration patience;
    private final LongSupplier nanos;
    private volatile boolean answered;
    private final AtomicInteger budget = new AtomicInteger(BUDGET);
    private final AtomicReference<Optional<Outage>> outage = new AtomicReference<>(Optional.empty());

    /**
     * No call succeeded in this time.
     *
     * @param last when one failed; after a long rest a failure begins another outage
     */
    private record Outage(long began, long last) {
        Outage until(long now) {
            return now - last > FORGOTTEN.toNanos() ? new Outage(now, now) : new Outage(began, now);
        }
    }

    /** @param patience how long after it began a call is still tried again, and after the store stopped to answer; a twentieth before its first answer */
    Retries(Pause pause, DoubleSupplier chance, Duration patience, LongSupplier nanos) {
        this.pause = pause;
        this.chance = chance;
        this.patience = patience;
        this.nanos = nanos;
    }

    /** One call: remembers how often it failed. */
    Call call(String store) {
        return new Call(store);
    }

    final class Call {
        private final String store;
        private final long began = nanos.getAsLong();
        private int failed;

        private Call(String store) {
            this.store = store;
        }

        boolean isFirst() {
            return failed == 0;
        }

        void succeeded() {
            answered = true;
            outage.set(Optional.empty());
            budget.updateAndGet(b -> Math.min(BUDGET, b + 1));
        }

        /** Waits and returns, or throws the failure because it is final or patience is over. */
        void failed(StoreException e) {
            failed++;
            if (!e.temporary() || failed >= ATTEMPTS || isOver() || !spend()) {
                throw e;
            }
            try {
                pause.pause(delay());
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw Failures.interrupted(interrupted, store);
            }
        }

        private boolean isOver() {
            long now = nanos.getAsLong();
            Outage current = outage.updateAndGet(
                            o -> Optional.of(o.map(known -> known.until(now)).orElse(new Outage(now, now))))
                    .orElseThrow();
            long most = patience.toNanos() / (answered ? 1 : FIRST_CONTACT);
            return now - began >= most || now - current.began() >= most;
        }

        private Duration delay() {
            long bound = Math.min(LONGEST.toMillis(), FIRST.toMillis() << Math.min(failed - 1, 10));
            return Duration.ofMillis((long) (bound * chance.getAsDouble()));
        }
    }

    private boolean spend() {
        return budget.getAndUpdate(b -> b >= COST ? b - COST : b) >= COST;
    }
}
