package dev.hikae.engine.restore;

import dev.hikae.engine.Progress;
import dev.hikae.engine.Progress.Phase;
import dev.hikae.engine.Progress.State;
import dev.hikae.engine.RawPath;
import java.util.concurrent.atomic.AtomicLong;

/** Counts work done by several threads and tells progress, at most twenty times a second. */
final class Meter {
    private static final long INTERVAL_NANOS = 50_000_000;

    final AtomicLong entries = new AtomicLong();
    final AtomicLong files = new AtomicLong();
    final AtomicLong bytes = new AtomicLong();
    private final Progress progress;
    private final Phase phase;
    private final long entriesTotal;
    private final long bytesTotal;
    private final long started = System.nanoTime();
    private final AtomicLong told = new AtomicLong(started - INTERVAL_NANOS);

    /** Totals are -1 while unknown. */
    Meter(Progress progress, Phase phase, long entriesTotal, long bytesTotal) {
        this.progress = progress;
        this.phase = phase;
        this.entriesTotal = entriesTotal;
        this.bytesTotal = bytesTotal;
    }

    void tell(RawPath current) {
        long now = System.nanoTime();
        long before = told.get();
        if (now - before >= INTERVAL_NANOS && told.compareAndSet(before, now)) {
            report(current.toString());
        }
    }

    void tellTheEnd() {
        report("");
    }

    private void report(String current) {
        progress.report(new State(phase, entries.get(), entriesTotal, bytes.get(), bytesTotal, 0, 0, current));
    }

    java.time.Duration elapsed() {
        return java.time.Duration.ofNanos(System.nanoTime() - started);
    }
}
