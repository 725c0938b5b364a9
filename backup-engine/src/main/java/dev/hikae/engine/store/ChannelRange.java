package dev.hikae.engine.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.function.Function;

/** Bytes {@code [offset, offset + length)} of a file; closes the file with itself. */
final class ChannelRange extends InputStream {
    /** A channel copies through memory of its own as large as one read, and keeps it for each thread. */
    private static final int PIECE = 128 << 10;

    private final FileChannel in;
    private final Function<IOException, StoreException> failure;
    private long position;
    private long remaining;

    /** @param failure what a medium that cannot read means: trying again would not help */
    ChannelRange(FileChannel in, long offset, long length, Function<IOException, StoreException> failure) {
        this.in = in;
        this.failure = failure;
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
        int n = read(ByteBuffer.wrap(bytes, from, wanted));
        if (n > 0) {
            position += n;
            remaining -= n;
        }
        return n;
    }

    private int read(ByteBuffer into) {
        try {
            return in.read(into, position);
        } catch (IOException e) {
            throw failure.apply(e);
        }
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
