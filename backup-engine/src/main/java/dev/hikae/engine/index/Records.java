package dev.hikae.engine.index;

import java.util.Arrays;

/**
 * Index records in one growing array of longs, four each: the id's first 16 bytes, pack and frame, offset and length.
 * Not for several threads.
 */
final class Records {
    private static final int WIDTH = 4;

    private long[] longs;
    private int count;

    Records(int capacity) {
        longs = new long[WIDTH * Math.max(capacity, 16)];
    }

    void add(long high, long low, int pack, int frame, int offset, int length) {
        if (WIDTH * count == longs.length) {
            longs = Arrays.copyOf(longs, longs.length + longs.length / 2 / WIDTH * WIDTH + WIDTH);
        }
        int at = WIDTH * count++;
        longs[at] = high;
        longs[at + 1] = low;
        longs[at + 2] = ((long) pack << 32) | (frame & 0xffffffffL);
        longs[at + 3] = ((long) offset << 32) | (length & 0xffffffffL);
    }

    int count() {
        return count;
    }

    long high(int i) {
        return longs[WIDTH * i];
    }

    long low(int i) {
        return longs[WIDTH * i + 1];
    }

    int pack(int i) {
        return (int) (longs[WIDTH * i + 2] >>> 32);
    }

    int frame(int i) {
        return (int) longs[WIDTH * i + 2];
    }

    int offset(int i) {
        return (int) (longs[WIDTH * i + 3] >>> 32);
    }

    int length(int i) {
        return (int) longs[WIDTH * i + 3];
    }

    /** Sorts by id, unsigned. */
    void sort() {
        longs = Arrays.copyOf(longs, WIDTH * count);
        sort(0, count - 1);
    }

    /** Quicksort in place: ids are random, so the middle is a good pivot; the shorter side recurses. */
    private void sort(int from, int to) {
        int low = from;
        int high = to;
        while (low < high) {
            int middle = partition(low, high);
            if (middle - low < high - middle) {
                sort(low, middle);
                low = middle + 1;
            } else {
                sort(middle + 1, high);
                high = middle;
            }
        }
    }

    private int partition(int from, int to) {
        int middle = (from + to) >>> 1;
        long high = high(middle);
        long low = low(middle);
        int i = from - 1;
        int j = to + 1;
        while (true) {
            do {
                i++;
            } while (compare(i, high, low) < 0);
            do {
                j--;
            } while (compare(j, high, low) > 0);
            if (i >= j) {
                return j;
            }
            swap(i, j);
        }
    }

    private int compare(int i, long high, long low) {
        int r = Long.compareUnsigned(high(i), high);
        return r != 0 ? r : Long.compareUnsigned(low(i), low);
    }

    private void swap(int i, int j) {
        for (int k = 0; k < WIDTH; k++) {
            long t = longs[WIDTH * i + k];
            longs[WIDTH * i + k] = longs[WIDTH * j + k];
            longs[WIDTH * j + k] = t;
        }
    }
}
