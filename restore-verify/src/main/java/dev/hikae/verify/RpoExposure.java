package dev.hikae.verify;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How much data would be lost if it happened now: now − {@code t_p} of the newest usable recovery point.
 *
 * @param permille exposure ÷ target in thousandths
 */
public record RpoExposure(
        Optional<Instant> newest, Optional<Duration> exposure, Duration target, OptionalLong permille, Level level) {
    /** Exposure ÷ target: at most 1, 2, 4, more; pending while there is no usable point. */
    public enum Level {
        COMPLIANT,
        EXCEEDED,
        SEVERE,
        CRITICAL,
        PENDING
    }

    /** From the captured time of the newest usable point. */
    public static RpoExposure of(Optional<Instant> newest, Duration target, Instant now) {
        if (newest.isEmpty()) {
            return new RpoExposure(newest, Optional.empty(), target, OptionalLong.empty(), Level.PENDING);
        }
        Duration between = Duration.between(newest.get(), now);
        Duration exposure = between.isNegative() ? Duration.ZERO : between;
        return new RpoExposure(
                newest,
                Optional.of(exposure),
                target,
                OptionalLong.of(exposure.toMillis() * 1000 / Math.max(1, target.toMillis())),
                level(exposure, target));
    }

    private static Level level(Duration exposure, Duration target) {
        if (exposure.compareTo(target) <= 0) {
            return Level.COMPLIANT;
        }
        if (exposure.compareTo(target.multipliedBy(2)) <= 0) {
            return Level.EXCEEDED;
        }
        return exposure.compareTo(target.multipliedBy(4)) <= 0 ? Level.SEVERE : Level.CRITICAL;
    }
}
