package dev.hikae.engine.index;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Bytes in memory or of a mapped file.
 *
 * <p>Mapped in windows of a GiB, because a buffer has 31 bits; each window reaches a little into the next one, so that
 * a value never lies across. The mapping ends when nobody refers to it any more.
 */
final class MappedBytes implements Bytes {
    private static final int SHIFT = 30;
    private static final int MASK = (1 << SHIFT) - 1;
    private static final int OVERLAP = 128;

    private final ByteBuffer[] windows;
    private final long length;

    private MappedBytes(ByteBuffer[] windows, long length) {
        this.windows = windows;
        this.length = length;
    }

    static MappedBytes of(byte[] bytes) {
        return new MappedBytes(new ByteBuffer[] {ByteBuffer.wrap(bytes)}, bytes.length);
    }

    /** The first bytes of a file; the file may be closed and deleted afterwards. */
    static MappedBytes map(FileChannel file, long length) throws IOException {
        var windows = new ByteBuffer[(int) ((length + MASK) >>> SHIFT)];
        for (int i = 0; i < windows.length; i++) {
            long from = (long) i << SHIFT;
            long size = Math.min((1L << SHIFT) + OVERLAP, length - from);
            windows[i] = file.map(FileChannel.MapMode.READ_ONLY, from, size);
        }
        return new MappedBytes(windows, length);
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public long getLong(long at) {
        return windows[(int) (at >>> SHIFT)].getLong((int) at & MASK);
    }

    @Override
    public int getInt(long at) {
        return windows[(int) (at >>> SHIFT)].getInt((int) at & MASK);
    }

    @Override
    public byte get(long at) {
        return windows[(int) (at >>> SHIFT)].get((int) at & MASK);
    }

    @Override
    public void get(long at, byte[] into) {
        windows[(int) (at >>> SHIFT)].get((int) at & MASK, into);
    }

    @Override
    public ByteBuffer slice(long at, int size) {
        return windows[(int) (at >>> SHIFT)].slice((int) at & MASK, size);
    }
}
