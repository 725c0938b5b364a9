package dev.hikae.engine.chunk;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Measures whether a file repeats at the distance of a page: whether its page starts are alike, and unlike the places between.
 *
 * <p>Two things make page starts alike. Bytes that are the same in nearly all of them and not zero (a type, a version), and
 * numbers that grow by the same from each page to the next (the page's own). Both must be missing between: an array of
 * records, whose length divides that of a page, is alike everywhere and is no file of pages.
 */
final class PagePattern {
    private static final int SMALLEST_PAGE = 2 << 10;
    private static final int LARGEST_PAGE = 64 << 10;

    /** Bytes looked at from a page's start on. */
    private static final int HEADER = 64;

    /** Pages sampled to find out whether a page size is worth a closer look, and then. */
    private static final int FEW = 24;

    private static final int MANY = 64;

    /** Pages with something in their header without which nothing is said. */
    private static final int LEAST_PAGES = 12;

    /** Places between page starts that are compared with them. */
    private static final int PHASES = 16;

    /** What repeats counts bytes, a page's number as four. */
    private static final int ENOUGH = 4;

    private static final int ENOUGH_FOR_BEFORE = 2;
    private static final int NUMBER = 4;

    private final MemorySegment head;

    PagePattern(MemorySegment head) {
        this.head = head;
    }

    /** @param before whether the file was one of pages: then less is asked for */
    boolean repeats(boolean before) {
        int enough = before ? ENOUGH_FOR_BEFORE : ENOUGH;
        for (int page = SMALLEST_PAGE; page <= LARGEST_PAGE; page *= 2) {
            if (repeats(page, enough)) {
                return true;
            }
        }
        return false;
    }

    private boolean repeats(int page, int enough) {
        if (header(page, FEW, 0).map().count() < enough) {
            return false;
        }
        Repeated starts = header(page, MANY, 0).map();
        int found = starts.count();
        if (found < enough) {
            return false;
        }
        for (int phase = 1; phase < PHASES; phase++) {
            if (2 * header(page, MANY, phase * (page / PHASES)).agreement(starts) > found) {
                return false;
            }
        }
        return true;
    }

    /** What repeats in a header: a value for each byte that does, and which bytes begin a number that grows. */
    private record Repeated(int[] value, boolean[] bigEndian, boolean[] littleEndian) {
        int count() {
            int bytes = 0;
            boolean number = false;
            for (int i = 0; i < HEADER; i++) {
                bytes += value[i] > 0 ? 1 : 0;
                number |= bigEndian[i] || littleEndian[i];
            }
            return bytes + (number ? NUMBER : 0);
        }
    }

    private Sample header(int page, int most, int phase) {
        long pages = (head.byteSize() - phase - HEADER) / page;
        int pairs = (int) Math.min(most / 2, pages / 2);
        var sample = new Sample(2 * Math.max(pairs, 0));
        for (int i = 0; i < pairs; i++) {
            long first = pages / 2 * i / pairs * 2;
            sample.add(head, first * page + phase);
            sample.add(head, (first + 1) * page + phase);
        }
        return sample;
    }

    /** Headers of some pages, two neighbours at a time. */
    private static final class Sample {
        private final byte[] bytes;
        private final boolean[] empty;
        private int count;

        Sample(int pages) {
            bytes = new byte[pages * HEADER];
            empty = new boolean[pages];
        }

        void add(MemorySegment head, long at) {
            int start = count * HEADER;
            MemorySegment.copy(head, ValueLayout.JAVA_BYTE, at, bytes, start, HEADER);
            int all = 0;
            for (int i = 0; i < HEADER; i++) {
                all |= bytes[start + i];
            }
            empty[count++] = all == 0;
        }

        private int full() {
            int full = 0;
            for (int i = 0; i < count; i++) {
                full += empty[i] ? 0 : 1;
            }
            return full;
        }

        Repeated map() {
            var repeated = new Repeated(new int[HEADER], new boolean[HEADER], new boolean[HEADER]);
            int full = full();
            if (full < LEAST_PAGES) {
                return repeated;
            }
            int[] counts = new int[256];
            for (int i = 0; i < HEADER; i++) {
                repeated.value[i] = common(i, full, counts);
            }
            for (int i = 0; i + NUMBER <= HEADER; i++) {
                repeated.bigEndian[i] = grows(i, true);
                repeated.littleEndian[i] = grows(i, false);
            }
            return repeated;
        }

        /** The byte, not zero, that five of six pages have here; 0 if there is none. */
        private int common(int column, int full, int[] counts) {
            java.util.Arrays.fill(counts, 0);
            for (int i = 0; i < count; i++) {
                int value = bytes[i * HEADER + column] & 0xff;
                if (!empty[i] && ++counts[value] * 6 >= full * 5 && value != 0) {
                    return value;
                }
            }
            return 0;
        }

        /** Whether a number differs by the same in five of six pairs, and pairs are few that hold the same one. */
        private boolean grows(int column, boolean bigEndian) {
            int step = number(HEADER + column, bigEndian) - number(column, bigEndian);
            int again = number(3 * HEADER + column, bigEndian) - number(2 * HEADER + column, bigEndian);
            return (step != 0 && grows(column, bigEndian, step))
                    || (again != 0 && again != step && grows(column, bigEndian, again));
        }

        private boolean grows(int column, boolean bigEndian, int step) {
            int pairs = 0;
            int alike = 0;
            for (int i = 0; i + 1 < count; i += 2) {
                if (!empty[i] && !empty[i + 1]) {
                    pairs++;
                    int a = number(i * HEADER + column, bigEndian);
                    alike += number((i + 1) * HEADER + column, bigEndian) - a == step ? 1 : 0;
                }
            }
            return 2 * pairs >= LEAST_PAGES && alike * 6 >= pairs * 5;
        }

        private int number(int at, boolean bigEndian) {
            int value = (bytes[at] & 0xff) << 24
                    | (bytes[at + 1] & 0xff) << 16
                    | (bytes[at + 2] & 0xff) << 8
                    | (bytes[at + 3] & 0xff);
            return bigEndian ? value : Integer.reverseBytes(value);
        }

        /** How much of what repeats in other places does so here. */
        int agreement(Repeated others) {
            int full = full();
            if (full < LEAST_PAGES) {
                return 0;
            }
            int bytesAlike = 0;
            boolean number = false;
            for (int i = 0; i < HEADER; i++) {
                bytesAlike += others.value[i] > 0 && has(i, others.value[i], full) ? 1 : 0;
                number |= (others.bigEndian[i] && grows(i, true)) || (others.littleEndian[i] && grows(i, false));
            }
            return bytesAlike + (number ? NUMBER : 0);
        }

        private boolean has(int column, int value, int full) {
            int found = 0;
            for (int i = 0; i < count; i++) {
                found += (bytes[i * HEADER + column] & 0xff) == value ? 1 : 0;
            }
            return 2 * found > full;
        }
    }
}
