package dev.hikae.engine.index;

import dev.hikae.engine.pack.BlobId;
import java.io.IOException;

/**
 * A blocked Bloom filter over the ids of a segment: tells most ids that are not there from one cache line.
 *
 * <p>The block is chosen by the id's first bits and the bits in it by its second half; both are evenly spread already. So a filter is
 * written in one pass over sorted ids, a block at a time, whatever their number: that is why it is not a fuse filter,
 * which would be a quarter smaller but is built from all ids at once.
 */
final class Filter {
    static final int BLOCK = 64;
    /** Bits an id: one absent id in about 200 passes. */
    private static final int BITS = 12;

    private static final int HASHES = 7;

    private final Bytes bytes;
    private final Blocks checks;
    private final long at;
    private final long blocks;

    Filter(Bytes bytes, Blocks checks, long at, long blocks) {
        this.bytes = bytes;
        this.checks = checks;
        this.at = at;
        this.blocks = blocks;
    }

    /** Number of blocks for so many ids. */
    static long blocks(int records) {
        return ((long) records * BITS + 8 * BLOCK - 1) / (8 * BLOCK);
    }

    /** False when the id is certainly not there. */
    boolean mayHold(BlobId id) {
        return mayHold(id.a(), id.b());
    }

    boolean mayHold(long high, long low) {
        if (blocks == 0) {
            return false;
        }
        long block = at + BLOCK * Math.unsignedMultiplyHigh(high, blocks);
        checks.need(block, BLOCK);
        long rest = low;
        for (int i = 0; i < HASHES; i++) {
            int bit = (int) rest & 511;
            if ((bytes.getLong(block + (bit >>> 6 << 3)) & 1L << bit) == 0) {
                return false;
            }
            rest >>>= 9;
        }
        return true;
    }

    /** Writes a filter from sorted ids. */
    static final class Writer {
        private final Out out;
        private final long blocks;
        private final long[] words = new long[BLOCK / 8];
        private long block;

        Writer(Out out, long blocks) {
            this.out = out;
            this.blocks = blocks;
        }

        void add(long high, long low) throws IOException {
            long wanted = Math.unsignedMultiplyHigh(high, blocks);
            while (block < wanted) {
                next();
            }
            long rest = low;
            for (int i = 0; i < HASHES; i++) {
                int bit = (int) rest & 511;
                words[bit >>> 6] |= 1L << bit;
                rest >>>= 9;
            }
        }

        private void next() throws IOException {
            for (int i = 0; i < words.length; i++) {
                out.putLong(words[i]);
                words[i] = 0;
            }
            block++;
        }

        void finish() throws IOException {
            while (block < blocks) {
                next();
            }
            out.flush();
        }
    }
}
