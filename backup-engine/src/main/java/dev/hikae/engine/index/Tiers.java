package dev.hikae.engine.index;

import java.util.List;
import java.util.function.ToLongFunction;

/**
 * When sorted things are merged: at four of like size, so that there are at most three of each size, and each record is
 * written again once for every factor of four that the whole has grown.
 */
final class Tiers {
    private static final int MANY = 4;
    /** Below it all are alike. */
    private static final long SMALLEST = 128 << 10;

    private Tiers() {}

    /**
     * The smallest ones, as far as there are many of a size when those before are merged; empty when nothing is to do.
     *
     * @param sorted smallest first
     */
    static <T> List<T> toMerge(List<T> sorted, ToLongFunction<T> size) {
        int taken = 0;
        long total = 0;
        int at = 0;
        while (at < sorted.size()) {
            int tier = tier(size.applyAsLong(sorted.get(at)));
            int end = at;
            while (end < sorted.size() && tier(size.applyAsLong(sorted.get(end))) == tier) {
                end++;
            }
            int alike = end - at + (taken > 0 && tier(total) == tier ? 1 : 0);
            if (alike >= MANY) {
                for (; taken < end; taken++) {
                    total += size.applyAsLong(sorted.get(taken));
                }
            }
            at = end;
        }
        return sorted.subList(0, taken);
    }

    private static int tier(long size) {
        return (63 - Long.numberOfLeadingZeros(Math.max(size, SMALLEST) / SMALLEST)) / 2;
    }
}
