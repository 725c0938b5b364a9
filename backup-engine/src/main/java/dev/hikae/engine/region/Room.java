package dev.hikae.engine.region;

import dev.hikae.engine.store.StoreError;
import dev.hikae.engine.store.StoreException;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** Room in memory for objects that are read whole: many small ones at once, a large one alone. */
public final class Room {
    private static final int PLACES = 16;
    private static final long PLACE = 1 << 20;

    private final Semaphore free = new Semaphore(PLACES, true);

    /** Works with an object of this size once there is room for it. */
    public <T> T with(long size, Supplier<T> work) {
        int places = (int) Math.clamp((size + PLACE - 1) / PLACE, 1, PLACES);
        try {
            free.acquire(places);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException(e, false, StoreError.INTERRUPTED, "of several objects");
        }
        try {
            return work.get();
        } finally {
            free.release(places);
        }
    }
}
