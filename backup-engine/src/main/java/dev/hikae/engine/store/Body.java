package dev.hikae.engine.store;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32C;
import software.amazon.awssdk.core.sync.RequestBody;

/** Bytes to send, in pieces, where they are: nobody changes them meanwhile. Can be sent again. */
record Body(List<ByteBuffer> pieces) {
    Body {
        pieces = List.copyOf(pieces);
    }

    static Body of(ByteBuffer whole) {
        return new Body(List.of(whole));
    }

    long length() {
        return pieces.stream().mapToLong(ByteBuffer::remaining).sum();
    }

    int crc32c() {
        var crc = new CRC32C();
        pieces.forEach(piece -> crc.update(piece.duplicate()));
        return (int) crc.getValue();
    }

    /** Copies nothing. */
    RequestBody request(AtomicLong moved) {
        return RequestBody.fromContentProvider(() -> new Stream(pieces, moved), length(), "application/octet-stream");
    }

    /** Whether these are exactly the bytes. */
    boolean equalTo(byte[] bytes) {
        if (length() != bytes.length) {
            return false;
        }
        int at = 0;
        for (ByteBuffer piece : pieces) {
            int n = piece.remaining();
            if (!piece.duplicate().equals(ByteBuffer.wrap(bytes, at, n))) {
                return false;
            }
            at += n;
        }
        return true;
    }

    /** Reads pieces one after the other, and counts what was read. */
    private static final class Stream extends InputStream {
        private final List<ByteBuffer> left = new ArrayList<>();
        private final AtomicLong moved;
        private int next;

        Stream(List<ByteBuffer> pieces, AtomicLong moved) {
            pieces.forEach(piece -> left.add(piece.duplicate()));
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
            while (next < left.size() && !left.get(next).hasRemaining()) {
                next++;
            }
            if (next == left.size()) {
                return -1;
            }
            ByteBuffer piece = left.get(next);
            int n = Math.min(length, piece.remaining());
            piece.get(into, from, n);
            moved.addAndGet(n);
            return n;
        }

        @Override
        public int available() {
            return next < left.size() ? left.get(next).remaining() : 0;
        }
    }
}
