package dev.hikae.engine.snapshot;

import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.format.ObjectDigest;
import dev.hikae.engine.snapshot.Outcome.NeededObject;
import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.Collection;
import java.util.RandomAccess;

/**
 * The objects of an outcome in the form in which it is stored (docs/FORMAT.md, section 4), a third of what they take
 * one by one: a large repository lists very many. Does not change.
 */
final class NeededObjects extends AbstractList<NeededObject> implements RandomAccess {
    private final byte[] encoded;
    private final int[] starts;

    private NeededObjects(byte[] encoded, int[] starts) {
        this.encoded = encoded;
        this.starts = starts;
    }

    static NeededObjects copyOf(Collection<NeededObject> objects) {
        if (objects instanceof NeededObjects same) {
            return same;
        }
        var out = new ByteArrayOutputStream();
        objects.forEach(o -> write(o, out));
        return parse(out.toByteArray());
    }

    private static void write(NeededObject object, ByteArrayOutputStream to) {
        byte[] name = object.name().getBytes(StandardCharsets.US_ASCII);
        to.writeBytes(ByteBuffer.allocate(2 + name.length + 8 + 4 + 1 + ObjectDigest.LENGTH)
                .putShort((short) name.length)
                .put(name)
                .putLong(object.size())
                .putInt(object.crc32c())
                .put(object.digest().form().code())
                .put(object.digest().value())
                .array());
    }

    /** @throws FormatException when it is no list of objects */
    static NeededObjects parse(byte[] encoded) {
        var in = ByteBuffer.wrap(encoded);
        int[] starts = new int[16];
        int count = 0;
        try {
            while (in.hasRemaining()) {
                if (count == starts.length) {
                    starts = Arrays.copyOf(starts, 2 * count);
                }
                starts[count++] = in.position();
                pass(in);
            }
        } catch (BufferUnderflowException e) {
            throw new FormatException("lists an object that is cut off", e);
        }
        return new NeededObjects(encoded, Arrays.copyOf(starts, count));
    }

    private static void pass(ByteBuffer in) {
        int name = in.getShort() & 0xffff;
        int rest = name + Long.BYTES + Integer.BYTES + 1 + ObjectDigest.LENGTH;
        if (in.remaining() < rest) {
            throw new BufferUnderflowException();
        }
        ObjectDigest.Form.of(in.get(in.position() + rest - ObjectDigest.LENGTH - 1));
        in.position(in.position() + rest);
    }

    /** From the older form, which names no form of digests. */
    static NeededObjects parseOlder(byte[] encoded) {
        var in = ByteBuffer.wrap(encoded);
        var out = new ByteArrayOutputStream();
        while (in.hasRemaining()) {
            write(read(in, false), out);
        }
        return parse(out.toByteArray());
    }

    private static NeededObject read(ByteBuffer in, boolean formNamed) {
        byte[] name = new byte[in.getShort() & 0xffff];
        in.get(name);
        long size = in.getLong();
        int crc = in.getInt();
        var form = formNamed ? ObjectDigest.Form.of(in.get()) : ObjectDigest.Form.BYTES;
        byte[] sha256 = new byte[ObjectDigest.LENGTH];
        in.get(sha256);
        return new NeededObject(new String(name, StandardCharsets.US_ASCII), size, crc, new ObjectDigest(form, sha256));
    }

    byte[] encoded() {
        return encoded;
    }

    @Override
    public NeededObject get(int number) {
        return read(ByteBuffer.wrap(encoded).position(starts[number]), true);
    }

    @Override
    public int size() {
        return starts.length;
    }
}
