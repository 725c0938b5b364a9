package dev.hikae.engine.scrub;

import dev.hikae.engine.ScrubLevel;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;

/**
 * What is known of the objects of one region, by their numbers. What another process wrote meanwhile is kept: times only grow,
 * and of damage the word of who looked last counts.
 */
final class Verified {
    /** 2020-01-01T00:00:00Z: so that times fit in 31 bits until 2088. */
    private static final long EPOCH = 1_577_836_800L;

    private static final int LEVELS = 3;

    private final VerifiedFile file;
    private final Needs needs;
    private final int now;
    private final int[] times;
    private final BitSet damaged = new BitSet();
    private final BitSet looked = new BitSet();

    Verified(VerifiedFile file, Needs needs, Instant now) {
        this.file = file;
        this.needs = needs;
        this.now = seconds(now);
        this.times = new int[LEVELS * needs.count()];
        read();
    }

    private static int seconds(Instant at) {
        return (int) Math.clamp(at.getEpochSecond() - EPOCH, 1, Integer.MAX_VALUE);
    }

    private void read() {
        file.read().ifPresent(in -> {
            while (in.hasRemaining()) {
                int number = needs.find(in.getLong(), in.getLong());
                for (int level = 0; level < LEVELS; level++) {
                    // Later than now: the clock was wrong then or is now, so it says nothing.
                    int at = in.getInt();
                    if (number >= 0 && !looked.get(number) && at > 0 && at <= now) {
                        times[LEVELS * number + level] = Math.max(times[LEVELS * number + level], at);
                    }
                }
                boolean was = in.getInt() != 0;
                if (number >= 0 && !looked.get(number)) {
                    damaged.set(number, was);
                }
            }
        });
    }

    /** Seconds of the last time when it was whole as deep as that; 0 is never, or known to be damaged since. */
    int last(int number, ScrubLevel level) {
        int last = 0;
        for (int i = index(level); i < LEVELS && !damaged.get(number); i++) {
            last = Math.max(last, times[LEVELS * number + i]);
        }
        return last;
    }

    Optional<Instant> lastTime(int number, ScrubLevel level) {
        int last = last(number, level);
        return last == 0 ? Optional.empty() : Optional.of(Instant.ofEpochSecond(EPOCH + last));
    }

    void whole(int number, ScrubLevel level, Instant at) {
        looked.set(number);
        damaged.clear(number);
        times[LEVELS * number + index(level)] = seconds(at);
    }

    void damaged(int number) {
        forget(number);
        damaged.set(number);
    }

    /** It is not there. */
    void forget(int number) {
        looked.set(number);
        damaged.clear(number);
        Arrays.fill(times, LEVELS * number, LEVELS * (number + 1), 0);
    }

    private static int index(ScrubLevel level) {
        return switch (level) {
            case L0, L1 -> 0;
            case L2 -> 1;
            case L3, L4 -> 2;
        };
    }

    void save() {
        read();
        var out = ByteBuffer.allocate(needs.count() * VerifiedFile.RECORD);
        for (int number = 0; number < needs.count(); number++) {
            int from = LEVELS * number;
            boolean known = damaged.get(number);
            for (int i = from; i < from + LEVELS; i++) {
                known |= times[i] != 0;
            }
            if (known) {
                out.putLong(needs.high(number)).putLong(needs.low(number));
                for (int i = from; i < from + LEVELS; i++) {
                    out.putInt(times[i]);
                }
                out.putInt(damaged.get(number) ? now : 0);
            }
        }
        file.write(out.flip());
    }
}
