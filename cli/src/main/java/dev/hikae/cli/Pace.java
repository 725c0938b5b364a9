package dev.hikae.cli;

import java.time.Duration;
import java.util.Optional;

/** How fast work goes: an average in which the last quarter of a minute weighs most, so that a stall shows. */
final class Pace {
    private static final double MEMORY_SECONDS = 15;

    private long bytes;
    private long nanos;
    private double perSecond;
    private boolean known;

    /** Takes a point: so many bytes done after so long. Points come in order. */
    void at(long bytesDone, long elapsedNanos) {
        double seconds = (elapsedNanos - nanos) / 1e9;
        if (seconds <= 0) {
            return;
        }
        double now = Math.max(0, bytesDone - bytes) / seconds;
        double weight = known ? 1 - Math.exp(-seconds / MEMORY_SECONDS) : 1;
        perSecond += weight * (now - perSecond);
        known = true;
        bytes = bytesDone;
        nanos = elapsedNanos;
    }

    long bytesPerSecond() {
        return Math.round(perSecond);
    }

    /** How long the rest will take; nothing while that is anyone's guess. */
    Optional<Duration> left(long bytesLeft) {
        return perSecond < 1 || bytesLeft < 0
                ? Optional.empty()
                : Optional.of(Duration.ofSeconds(Math.round(bytesLeft / perSecond)));
    }
}
