package dev.hikae.engine.store;

import dev.hikae.config.repository.Bandwidth;
import dev.hikae.config.repository.Bandwidth.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Lets bytes pass as fast as a region's bandwidth allows at that moment, each way, all requests together.
 *
 * <p>Each taker is given the next free stretch of time and waits for its begin, so that no sum over any time exceeds the limit by more
 * than what goes at once.
 */
final class Pace {
    /** Bytes that pass at once; smaller where they would take longer than a moment. */
    private static final int LARGEST = 16 << 10;

    private static final int MOMENTS = 10;

    private final Bandwidth bandwidth;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final Pause pause;
    private final Way up;
    private final Way down;

    Pace(Bandwidth bandwidth, InstantSource clock, LongSupplier nanos, Pause pause) {
        this.bandwidth = bandwidth;
        this.clock = clock;
        this.nanos = nanos;
        this.pause = pause;
        this.up = new Way(Limits::upload);
        this.down = new Way(Limits::download);
    }

    InputStream up(InputStream in) {
        return new Paced(in, up);
    }

    InputStream down(InputStream in) {
        return new Paced(in, down);
    }

    /** One direction. */
    private final class Way {
        private final Function<Limits, OptionalLong> limit;
        private long free;

        Way(Function<Limits, OptionalLong> limit) {
            this.limit = limit;
            this.free = nanos.getAsLong();
        }

        OptionalLong limit() {
            return limit.apply(bandwidth.at(clock.instant()));
        }

        /** How long to wait before so many bytes may go on. */
        private synchronized Duration reserve(int bytes, long limit) {
            long now = nanos.getAsLong();
            long begin = Math.max(now, free);
            free = begin + Duration.ofSeconds(1).toNanos() * bytes / limit;
            return Duration.ofNanos(begin - now);
        }

        void pass(int bytes, long limit) throws InterruptedIOException {
            Duration wait = reserve(bytes, limit);
            if (wait.isPositive()) {
                try {
                    pause.pause(wait);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new InterruptedIOException();
                }
            }
        }
    }

    /** A body that is read no faster. */
    private static final class Paced extends InputStream {
        private final InputStream in;
        private final Way way;

        Paced(InputStream in, Way way) {
            this.in = in;
            this.way = way;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            OptionalLong limit = way.limit();
            if (limit.isEmpty()) {
                return in.read(bytes, from, length);
            }
            long atOnce = Math.clamp(limit.getAsLong() / MOMENTS, 1, LARGEST);
            int n = in.read(bytes, from, (int) Math.min(length, atOnce));
            if (n > 0) {
                way.pass(n, limit.getAsLong());
            }
            return n;
        }

        @Override
        public int available() throws IOException {
            return in.available();
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
