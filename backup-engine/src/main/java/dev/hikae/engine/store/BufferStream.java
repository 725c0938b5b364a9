package dev.hikae.engine.store;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;

/** Reads a buffer, moving its position, and counts what was read. */
final class BufferStream extends InputStream {
    private final ByteBuffer bytes;
    private final AtomicLong moved;

    BufferStream(ByteBuffer bytes, AtomicLong moved) {
        this.bytes = bytes;
        this.moved = moved;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int length) {
        if (length == 0) {
            return 0;
        }
        if (!bytes.hasRemaining()) {
            return -1;
        }
        int n = Math.min(length, bytes.remaining());
        bytes.get(into, from, n);
        moved.addAndGet(n);
        return n;
    }

    @Override
    public int available() {
        return bytes.remaining();
    }
}
