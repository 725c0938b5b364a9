package dev.hikae.engine.chunk;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

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
    private static final int GEAR_LENGTH = 256;
    private static final int NORMALISATION = 2;

    private final long[] gear;
    private final int minSize;
    private final int averageSize;
    private final int maxSize;
    private final int rareShift;
    private final int frequentShift;

    private FastCdc(long[] gear, int minSize, int averageSize, int maxSize) {
        boolean powerOfTwo = Integer.bitCount(averageSize) == 1;
        if (gear.length != GEAR_LENGTH
                || !powerOfTwo
                || minSize < WINDOW
                || minSize > averageSize
                || averageSize > maxSize) {
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
        int middle = from + Math.min(averageSize, length);
        int end = from + length;
        int found = first(-1L << rareShift, data, from + minSize, middle);
        if (found == middle && middle < end) {
            found = first(-1L << frequentShift, data, middle, end);
        }
        return found - from;
    }

    @Override
    public long cut(MemorySegment data, long from, long to) {
        long length = Math.min(to - from, maxSize);
        if (length <= minSize) {
            return length;
        }
        long middle = from + Math.min(averageSize, length);
        long end = from + length;
        long found = first(-1L << rareShift, data, from + minSize, middle);
        if (found == middle && middle < end) {
            found = first(-1L << frequentShift, data, middle, end);
        }
        return found - from;
    }

    /**
     * The first place in {@code [at, end)} whose hash has none of the mask's bits, or {@code end}.
     *
     * <p>The table is copied because the compiler omits the checks of an array's bounds only where it sees how long the
     * array was made: that doubles the speed. For the same reason a shift became a mask, and the loop's shape is as it is.
     */
    private int first(long mask, byte[] data, int at, int end) {
        long[] table = new long[GEAR_LENGTH];
        System.arraycopy(gear, 0, table, 0, GEAR_LENGTH);
        long hash = 0;
        for (int i = at - WINDOW; i < at; i++) {
            hash = (hash << 1) + table[data[i] & 0xff];
        }
        for (int i = at; i < end; i++) {
            if ((hash & mask) == 0) {
                return i;
            }
            hash = (hash << 1) + table[data[i] & 0xff];
        }
        return end;
    }

    /** As above. One loop for both would be slower for arrays until it is compiled. */
    private long first(long mask, MemorySegment data, long at, long end) {
        long[] table = new long[GEAR_LENGTH];
        System.arraycopy(gear, 0, table, 0, GEAR_LENGTH);
        long hash = 0;
        for (long i = at - WINDOW; i < at; i++) {
            hash = (hash << 1) + table[data.get(ValueLayout.JAVA_BYTE, i) & 0xff];
        }
        for (long i = at; i < end; i++) {
            if ((hash & mask) == 0) {
                return i;
            }
            hash = (hash << 1) + table[data.get(ValueLayout.JAVA_BYTE, i) & 0xff];
        }
        return end;
    }
}
