package dev.hikae.engine.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Bytes {@code [offset, offset + length)} of a file; closes the file with itself. */
final class ChannelRange extends InputStream {
    /** A channel copies through memory of its own as large as one read, and keeps it for each thread. */
    private static final int PIECE = 128 << 10;

    private final FileChannel in;
    private long position;
    private long remaining;

    ChannelRange(FileChannel in, long offset, long length) {
        this.in = in;
        this.position = offset;
        this.remaining = length;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (remaining <= 0) {
            return -1;
        }
        int wanted = (int) Math.min(Math.min(length, PIECE), remaining);
        int n = in.read(ByteBuffer.wrap(bytes, from, wanted), position);
        if (n > 0) {
            position += n;
            remaining -= n;
        }
        return n;
    }

    @Override
    public long skip(long n) {
        long skipped = Math.max(0, Math.min(n, remaining));
        position += skipped;
        remaining -= skipped;
        return skipped;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
