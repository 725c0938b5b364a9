package dev.hikae.engine.store;

import java.io.InputStream;
import java.nio.ByteBuffer;

/** Reads a buffer, moving its position. */
final class BufferStream extends InputStream {
    private final ByteBuffer bytes;

    BufferStream(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    @Override
    public int read() {
        return bytes.hasRemaining() ? bytes.get() & 0xff : -1;
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
        return n;
    }

    @Override
    public int available() {
        return bytes.remaining();
    }
}
