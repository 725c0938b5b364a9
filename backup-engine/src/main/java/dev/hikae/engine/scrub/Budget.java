package dev.hikae.engine.scrub;

import dev.hikae.engine.ScrubRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** How much a scrub may still read. Work that was begun is ended. */
final class Budget {
    private final long began = System.nanoTime();
    private final Optional<Duration> time;
    private final Optional<Long> bytes;
    private final AtomicLong read = new AtomicLong();

    Budget(ScrubRequest request) {
        this.time = request.time();
        this.bytes = request.bytes();
    }

    void read(long more) {
        read.addAndGet(more);
    }

    long read() {
        return read.get();
    }

    boolean isSpent() {
        return bytes.filter(most -> read.get() >= most).isPresent()
                || time.filter(most -> System.nanoTime() - began >= most.toNanos())
                        .isPresent();
    }

    /** Bytes that may still be read; a great many when nothing was said. */
    long left() {
        return bytes.map(most -> Math.max(0, most - read.get())).orElse(Long.MAX_VALUE);
    }
}
