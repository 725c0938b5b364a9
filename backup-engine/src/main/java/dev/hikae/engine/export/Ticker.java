package dev.hikae.engine.export;

import dev.hikae.engine.Progress;
import dev.hikae.engine.Progress.Phase;
import dev.hikae.engine.Progress.State;
import dev.hikae.engine.RawPath;

/** Counts what went out and tells progress, at most twenty times a second. For one thread. */
final class Ticker {
    private static final long INTERVAL_NANOS = 50_000_000;

    private final Progress progress;
    private final Phase phase;
    private final long bytesTotal;
    private long entries;
    private long files;
    private long bytes;
    private long told = System.nanoTime();

    /** @param bytesTotal -1 while unknown */
    Ticker(Progress progress, Phase phase, long bytesTotal) {
        this.progress = progress;
        this.phase = phase;
        this.bytesTotal = bytesTotal;
    }

    void entry(boolean file, RawPath current) {
        entries++;
        files += file ? 1 : 0;
        tell(current);
    }

    void bytes(long more, RawPath current) {
        bytes += more;
        tell(current);
    }

    private void tell(RawPath current) {
        long now = System.nanoTime();
        if (now - told >= INTERVAL_NANOS) {
            told = now;
            progress.report(new State(phase, entries, -1, bytes, bytesTotal, 0, 0, current.toString()));
        }
    }

    long entries() {
        return entries;
    }

    long files() {
        return files;
    }

    long bytes() {
        return bytes;
    }
}
