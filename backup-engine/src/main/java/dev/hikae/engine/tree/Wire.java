package dev.hikae.engine.tree;

import dev.hikae.engine.RawPath;
import dev.hikae.engine.format.FormatException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A growing buffer for pages, and the small numbers and byte strings in them. */
final class Wire {
    private byte[] bytes = new byte[512];
    private int length;

    int length() {
        return length;
    }

    byte[] array() {
        return bytes;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    void clear() {
        length = 0;
    }

    Wire u8(int value) {
        room(1);
        bytes[length++] = (byte) value;
        return this;
    }

    Wire uvarint(long value) {
        room(10);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes[length++] = (byte) (rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
        return this;
    }

    Wire svarint(long value) {
        return uvarint((value << 1) ^ (value >> 63));
    }

    Wire raw(byte[] value) {
        return raw(value, value.length);
    }

    Wire raw(byte[] value, int count) {
        room(count);
        System.arraycopy(value, 0, bytes, length, count);
        length += count;
        return this;
    }

    Wire bytes(byte[] value) {
        return uvarint(value.length).raw(value);
    }

    Wire bytes(RawPath value) {
        return bytes(value.toBytes());
    }

    private void room(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }

    static long readUvarint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            byte b = in.get();
            value |= (b & 0x7fL) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw new FormatException("holds a number that does not end");
    }

    static long readSvarint(ByteBuffer in) {
        long value = readUvarint(in);
        return (value >>> 1) ^ -(value & 1);
    }

    static int readCount(ByteBuffer in) {
        long value = readUvarint(in);
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw new FormatException("holds a length out of range");
        }
        return (int) value;
    }

    static byte[] readBytes(ByteBuffer in) {
        int count = readCount(in);
        if (count > in.remaining()) {
            throw new FormatException("holds bytes that are cut off");
        }
        byte[] value = new byte[count];
        in.get(value);
        return value;
    }

    static RawPath readPath(ByteBuffer in) {
        return RawPath.ofBytes(readBytes(in));
    }
}
