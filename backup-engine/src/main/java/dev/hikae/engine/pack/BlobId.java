package dev.hikae.engine.pack;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/** Identity of a blob: a keyed digest of its kind and content, 32 bytes. */
public record BlobId(long a, long b, long c, long d) implements Comparable<BlobId> {
    public static final int LENGTH = 32;

    public static BlobId of(byte[] bytes) {
        return read(ByteBuffer.wrap(bytes, 0, LENGTH));
    }

    /** Takes the next 32 bytes. */
    public static BlobId read(ByteBuffer from) {
        return new BlobId(from.getLong(), from.getLong(), from.getLong(), from.getLong());
    }

    public void write(ByteBuffer to) {
        to.putLong(a).putLong(b).putLong(c).putLong(d);
    }

    public byte[] toBytes() {
        byte[] bytes = new byte[LENGTH];
        write(ByteBuffer.wrap(bytes));
        return bytes;
    }

    /** Unsigned byte order. */
    @Override
    public int compareTo(BlobId o) {
        int r = Long.compareUnsigned(a, o.a);
        r = r != 0 ? r : Long.compareUnsigned(b, o.b);
        r = r != 0 ? r : Long.compareUnsigned(c, o.c);
        return r != 0 ? r : Long.compareUnsigned(d, o.d);
    }

    @Override
    public int hashCode() {
        return (int) (a ^ (a >>> 32));
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(toBytes());
    }
}
