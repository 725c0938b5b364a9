package dev.hikae.scheduler;

import dev.hikae.config.error.HikaeException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** An attempt at work in this process, and the reason why it should stop, if any. Safe for several threads. */
final class ActiveAttempt implements Work.Context {
    /** Why an attempt should stop; the first reason counts. */
    enum Stop {
        CANCELLED,
        SERVICE,
        LEASE_LOST
    }

    final Run run;
    private final RunStore store;
    private final InstantSource clock;
    private final Duration lease;
    private final AtomicReference<@Nullable Stop> stop = new AtomicReference<>();
    private volatile @Nullable Thread thread;

    ActiveAttempt(Run run, RunStore store, InstantSource clock, Duration lease) {
        this.run = run;
        this.store = store;
        this.clock = clock;
        this.lease = lease;
    }

    @Override
    public boolean stopRequested() {
        return stop.get() != null;
    }

    @Override
    public void requireLease() {
        if (stop.get() == Stop.LEASE_LOST || !renew()) {
            throw new HikaeException(SchedulerError.LEASE_LOST, run.id());
        }
    }

    /** Prolongs the lease; false, and asks to stop, when it is lost. */
    boolean renew() {
        boolean ours = store.renew(run.id(), run.fencingToken(), clock.instant(), lease);
        if (!ours) {
            stop(Stop.LEASE_LOST);
        }
        return ours;
    }

    void stop(Stop why) {
        stop.compareAndSet(null, why);
    }

    boolean stoppedFor(Stop why) {
        return stop.get() == why;
    }

    void runningOn(Thread worker) {
        thread = worker;
    }

    void interrupt() {
        Thread worker = thread;
        if (worker != null) {
            worker.interrupt();
        }
    }
}
