package dev.hikae.engine.store;

import java.time.Instant;
import java.util.Optional;

/** An object cannot be deleted, because it is locked. */
public final class LockedException extends StoreException {
    private static final long serialVersionUID = 1L;

    private final transient Optional<Instant> until;

    private LockedException(Throwable cause, LockError code, String store, String name, Optional<Instant> until) {
        super(cause, false, code, store, name, until.map(Instant::toString).orElse(""));
        this.until = until;
    }

    static LockedException of(Throwable cause, String store, String name, Locking.Lock lock) {
        return lock.held()
                ? new LockedException(cause, LockError.HELD, store, name, Optional.empty())
                : new LockedException(cause, LockError.LOCKED, store, name, lock.until());
    }

    /** Empty when a legal hold keeps it, which has no end of its own. */
    public Optional<Instant> until() {
        return until;
    }
}
