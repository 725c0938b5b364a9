package dev.hikae.engine.index;

/** Where in a sorted stretch of evenly spread 64-bit keys one should be. */
final class Interpolation {
    /** In so short a stretch halving is as good. */
    private static final int SHORT = 8;

    private Interpolation() {}

    /**
     * A place from {@code from} to {@code to}, both possible.
     *
     * @param lowest no key of the stretch is below it (unsigned)
     * @param highest none is above
     */
    static int guess(long key, int from, int to, long lowest, long highest) {
        long span = (highest - lowest) >>> 32;
        long above = (key - lowest) >>> 32;
        if (to - from < SHORT
                || span == 0
                || Long.compareUnsigned(key, lowest) < 0
                || Long.compareUnsigned(key, highest) > 0) {
            return (from + to) >>> 1;
        }
        return from + (int) Math.min(above * (to - from) / span, to - from);
    }
}
