package dev.hikae.engine.scrub;

import dev.hikae.engine.ScrubRequest;
import java.time.Duration;
import java.util.Optional;

/** How much a scrub may still read. Work that was begun is ended. */
final class Budget {
    private final long began = System.nanoTime();
    private final Optional<Duration> time;
    private final Optional<Long> bytes;
    private long read;

    Budget(ScrubRequest request) {
        this.time = request.time();
        this.bytes = request.bytes();
    }

    void read(long more) {
        read += more;
    }

    long read() {
        return read;
    }

    boolean isSpent() {
        return bytes.filter(most -> read >= most).isPresent()
                || time.filter(most -> System.nanoTime() - began >= most.toNanos())
                        .isPresent();
    }

    /** Bytes that may still be read; a great many when nothing was said. */
    long left() {
        return bytes.map(most -> Math.max(0, most - read)).orElse(Long.MAX_VALUE);
    }
}
