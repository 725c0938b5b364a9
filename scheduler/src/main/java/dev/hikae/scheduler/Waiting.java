package dev.hikae.scheduler;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** How a loop waits for its next round: handed in, so that tests decide how time passes. */
public interface Waiting {
    /** Returns when the time is over or somebody called {@link #wake} since the last return. */
    void await(Duration atMost) throws InterruptedException;

    /** Ends the present or next wait at once. */
    void wake();

    /** Waits in real time. */
    static Waiting real() {
        Semaphore calls = new Semaphore(0);
        return new Waiting() {
            @Override
            public void await(Duration atMost) throws InterruptedException {
                if (calls.tryAcquire(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                    calls.drainPermits();
                }
            }

            @Override
            public void wake() {
                calls.release();
            }
        };
    }
}
