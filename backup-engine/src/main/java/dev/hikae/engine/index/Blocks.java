package dev.hikae.engine.index;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.zip.CRC32C;

/**
 * Which blocks of a local file were compared with their checksums. Each is when it is first needed, so that a damaged
 * one never answers. Safe for several threads.
 */
final class Blocks {
    static final int SHIFT = 16;
    static final int SIZE = 1 << SHIFT;

    /** For what needs no comparing. */
    static final Blocks TRUSTED = new Blocks(MappedBytes.of(new byte[0]), 0, 0);

    private final Bytes bytes;
    private final long checksums;
    private final AtomicIntegerArray compared;
    private final boolean trusted;

    /**
     * Blocks of some bytes.
     *
     * @param checksums where their CRC-32Cs lie, four bytes a block
     * @param count number of blocks
     */
    Blocks(Bytes bytes, long checksums, int count) {
        this.bytes = bytes;
        this.checksums = checksums;
        this.compared = new AtomicIntegerArray((count + 31) / 32);
        this.trusted = count == 0;
    }

    /** Returns when the bytes are right; {@link DamagedSegment} otherwise. */
    void need(long at, int length) {
        if (trusted) {
            return;
        }
        int last = (int) ((at + length - 1) >>> SHIFT);
        for (int block = (int) (at >>> SHIFT); block <= last; block++) {
            if ((compared.getPlain(block >>> 5) & 1 << block) == 0) {
                compare(block);
            }
        }
    }

    private void compare(int block) {
        long from = (long) block << SHIFT;
        var crc = new CRC32C();
        crc.update(bytes.slice(from, (int) Math.min(SIZE, checksums - from)));
        if ((int) crc.getValue() != bytes.getInt(checksums + 4L * block)) {
            throw new DamagedSegment("block " + block + " has a wrong checksum");
        }
        compared.getAndUpdate(block >>> 5, bits -> bits | 1 << block);
    }
}
