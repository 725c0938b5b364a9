package dev.hikae.engine.index;

/** Sorted 16-byte ids in a mapped file, behind a filter. */
final class ClaimRun {
    private static final int WIDTH = 16;

    private final Bytes bytes;
    private final Filter filter;
    private final long from;
    private final int count;

    /** A filter of so many blocks, then so many ids. */
    ClaimRun(Bytes bytes, long blocks, int count) {
        this.bytes = bytes;
        this.filter = new Filter(bytes, Blocks.TRUSTED, 0, blocks);
        this.from = blocks * Filter.BLOCK;
        this.count = count;
    }

    boolean holds(long high, long low) {
        return filter.mayHold(high, low) && find(high, low);
    }

    private boolean find(long high, long low) {
        int first = 0;
        int last = count - 1;
        while (first <= last) {
            int middle = (first + last) >>> 1;
            long at = from + (long) middle * WIDTH;
            int r = Long.compareUnsigned(bytes.getLong(at), high);
            r = r != 0 ? r : Long.compareUnsigned(bytes.getLong(at + 8), low);
            if (r == 0) {
                return true;
            }
            if (r < 0) {
                first = middle + 1;
            } else {
                last = middle - 1;
            }
        }
        return false;
    }
}
