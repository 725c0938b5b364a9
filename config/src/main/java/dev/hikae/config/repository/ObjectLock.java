package dev.hikae.config.repository;

import java.time.Duration;

/**
 * How a region keeps its objects from being deleted or changed.
 *
 * @param period how long from when they are put or extended
 */
public record ObjectLock(Mode mode, Duration period) {
    /** Who can shorten a lock. */
    public enum Mode {
        /** Nobody, not even the account's owner. */
        COMPLIANCE,
        /** Whoever has the store's right to bypass it. */
        GOVERNANCE
    }
}
