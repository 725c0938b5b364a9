package dev.hikae.engine.store;

import dev.hikae.config.repository.ObjectLock;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/**
 * How a store locks what is put into it.
 *
 * @param notes folder of this machine for what is remembered of locks
 */
public record LockPolicy(ObjectLock lock, InstantSource clock, Path notes) {
    /** Until when an object is kept that is put or extended now. */
    public Instant until() {
        return clock.instant()
                .plus(lock.period())
                .truncatedTo(ChronoUnit.SECONDS)
                .plusSeconds(1);
    }

    /** What is meant to be taken back is not locked: what probing and healing leave, and the opening of a session that may fail. */
    public static boolean locks(String name) {
        return !name.startsWith(StoreProbe.PREFIX) && !name.startsWith("healing/") && !name.endsWith("/open");
    }

    /** What is kept no longer than this has less than half of the period left, and is to be extended. */
    public Instant due() {
        return clock.instant().plus(lock.period().dividedBy(2));
    }
}
