package dev.hikae.engine.scrub;

import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.format.ObjectDigest;
import dev.hikae.engine.format.ObjectNames;
import dev.hikae.engine.format.ObjectTable;
import dev.hikae.engine.snapshot.Outcome.NeededObject;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;

/** Objects that outcomes list, each once and by a number: 64 bytes each, and 48 to be found by. Not for several threads. */
final class Needs {
    private static final int RECORD = 16 + 1 + 1 + 8 + 4 + ObjectDigest.LENGTH;
    private static final int FIRST = 256;

    private final ObjectTable numbers = new ObjectTable();
    private ByteBuffer records = ByteBuffer.allocate(FIRST * RECORD);
    private final BitSet disputed = new BitSet();
    private int count;

    int count() {
        return count;
    }

    /**
     * The number of an object, new or known.
     *
     * @throws FormatException when it has a name that no pack or index object has
     */
    int add(NeededObject object) {
        int known = find(object.name());
        if (known >= 0) {
            disputed.set(known, disputed.get(known) || !get(known).equals(object));
            return known;
        }
        if (count * RECORD == records.capacity()) {
            records = ByteBuffer.wrap(Arrays.copyOf(records.array(), 2 * records.capacity()));
        }
        byte[] id = id(object.name());
        boolean pack = object.name().equals(ObjectNames.pack(id));
        if (!pack && !object.name().equals(ObjectNames.index(id))) {
            throw new FormatException("lists " + object.name() + ", which is no name of an object");
        }
        records.position(count * RECORD)
                .put(id)
                .put((byte) (pack ? 1 : 0))
                .put(object.digest().form().code())
                .putLong(object.size())
                .putInt(object.crc32c())
                .put(object.digest().value());
        numbers.put(object.name(), count);
        return count++;
    }

    /** -1 when no outcome lists it. */
    int find(String name) {
        return (int) numbers.get(name);
    }

    /** The same by the 16 bytes that end its name. */
    int find(long high, long low) {
        return (int) numbers.get(high, low);
    }

    NeededObject get(int number) {
        ByteBuffer in = records.duplicate().position(number * RECORD);
        byte[] id = new byte[16];
        in.get(id);
        boolean pack = in.get() == 1;
        var form = ObjectDigest.Form.of(in.get());
        long size = in.getLong();
        int crc = in.getInt();
        byte[] digest = new byte[ObjectDigest.LENGTH];
        in.get(digest);
        String name = pack ? ObjectNames.pack(id) : ObjectNames.index(id);
        return new NeededObject(name, size, crc, new ObjectDigest(form, digest));
    }

    /**
     * Whether outcomes list it with different checksums. One of them then lies or is wrong, and nobody can tell which: whoever can write
     * snapshots must not be able to have a good object replaced by another.
     */
    boolean isDisputed(int number) {
        return disputed.get(number);
    }

    long size(int number) {
        return records.getLong(number * RECORD + 18);
    }

    boolean isPack(int number) {
        return records.get(number * RECORD + 16) == 1;
    }

    long high(int number) {
        return records.getLong(number * RECORD);
    }

    long low(int number) {
        return records.getLong(number * RECORD + 8);
    }

    private static byte[] id(String name) {
        int from = name.length() - 32;
        if (from < 0) {
            throw new FormatException("lists " + name + ", which is no name of an object");
        }
        try {
            return java.util.HexFormat.of().parseHex(name, from, name.length());
        } catch (IllegalArgumentException e) {
            throw new FormatException("lists " + name + ", which is no name of an object", e);
        }
    }
}
