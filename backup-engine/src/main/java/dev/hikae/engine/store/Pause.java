package dev.hikae.engine.store;

import java.time.Duration;

/** Waits before another attempt. */
@FunctionalInterface
public interface Pause {
    Pause SLEEP = Thread::sleep;

    void pause(Duration duration) throws InterruptedException;
}
