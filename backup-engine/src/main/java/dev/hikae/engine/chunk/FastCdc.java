package dev.hikae.engine.chunk;

/**
 * Keyed 64-bit FastCDC with normalised chunking (Xia et al., USENIX ATC 2016, section 3), as {@code docs/FORMAT.md} specifies it.
 *
 * <p>A cut depends on nothing but the 64 bytes before it, the secret table and the distance from the cut before. The first
 * condition is four times as rare as the average asks and the second, from the average size on, four times as
 * frequent: sizes gather round the average.
 */
public final class FastCdc implements Chunker {
    public static final int MIN_SIZE = 256 * 1024;
    public static final int AVERAGE_SIZE = 1024 * 1024;
    public static final int MAX_SIZE = 4 * 1024 * 1024;

    private static final int WINDOW = 64;
    private static final int NORMALISATION = 2;

    private final long[] gear;
    private final int minSize;
    private final int averageSize;
    private final int maxSize;
    private final int rareShift;
    private final int frequentShift;

    private FastCdc(long[] gear, int minSize, int averageSize, int maxSize) {
        boolean powerOfTwo = Integer.bitCount(averageSize) == 1;
        if (gear.length != 256 || !powerOfTwo || minSize < WINDOW || minSize > averageSize || averageSize > maxSize) {
            throw new IllegalArgumentException("bug: no such chunker");
        }
        this.gear = gear.clone();
        this.minSize = minSize;
        this.averageSize = averageSize;
        this.maxSize = maxSize;
        int bits = Integer.numberOfTrailingZeros(averageSize);
        this.rareShift = Long.SIZE - bits - NORMALISATION;
        this.frequentShift = Long.SIZE - bits + NORMALISATION;
    }

    /** 256 KiB, 1 MiB on average, 4 MiB, and 256 secret random numbers. */
    public static FastCdc of(long[] gear) {
        return new FastCdc(gear, MIN_SIZE, AVERAGE_SIZE, MAX_SIZE);
    }

    /** Other sizes, for tests that want many chunks of little data. */
    public static FastCdc of(long[] gear, int minSize, int averageSize, int maxSize) {
        return new FastCdc(gear, minSize, averageSize, maxSize);
    }

    @Override
    public int minSize() {
        return minSize;
    }

    @Override
    public int maxSize() {
        return maxSize;
    }

    @Override
    public int cut(byte[] data, int from, int to) {
        int length = Math.min(to - from, maxSize);
        if (length <= minSize) {
            return length;
        }
        long hash = 0;
        int at = from + minSize - WINDOW;
        for (int end = from + minSize; at < end; at++) {
            hash = (hash << 1) + gear[data[at] & 0xff];
        }
        int middle = from + Math.min(averageSize, length);
        for (; at < middle; at++) {
            if (hash >>> rareShift == 0) {
                return at - from;
            }
            hash = (hash << 1) + gear[data[at] & 0xff];
        }
        for (int end = from + length; at < end; at++) {
            if (hash >>> frequentShift == 0) {
                return at - from;
            }
            hash = (hash << 1) + gear[data[at] & 0xff];
        }
        return length;
    }
}
