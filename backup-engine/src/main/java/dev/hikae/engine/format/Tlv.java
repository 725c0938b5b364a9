package dev.hikae.engine.format;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A list of tagged fields: tag u16, length u32, value, big-endian, in any number and order.
 *
 * <p>A reader passes over tags it does not know, unless the tag's highest bit is set: then it must refuse.
 */
public final class Tlv {
    private static final int REQUIRED = 0x8000;

    private final List<Field> fields;

    private Tlv(List<Field> fields) {
        this.fields = List.copyOf(fields);
    }

    /** One field; its value is a view of what it was read from, since some are large. */
    private record Field(int tag, ByteBuffer view) {
        byte[] value() {
            byte[] value = new byte[view.remaining()];
            view.get(view.position(), value);
            return value;
        }
    }

    /** The same as {@link #parse(ByteBuffer, Set)} of all these bytes. */
    public static Tlv parse(byte[] bytes, Set<Integer> known) {
        return parse(ByteBuffer.wrap(bytes), known);
    }

    /**
     * Reads all that remains, and leaves the buffer's position alone. The bytes must not change as long as fields are asked for.
     *
     * @throws FormatException when the bytes do not parse, or a required tag is not among the known ones
     */
    public static Tlv parse(ByteBuffer bytes, Set<Integer> known) {
        var fields = new ArrayList<Field>();
        var in = bytes.slice();
        while (in.hasRemaining()) {
            if (in.remaining() < 6) {
                throw new FormatException("a field's head is cut off");
            }
            int tag = in.getShort() & 0xffff;
            int length = in.getInt();
            if (length < 0 || length > in.remaining()) {
                throw new FormatException("field " + tag + " is longer than what holds it");
            }
            if ((tag & REQUIRED) != 0 && !known.contains(tag)) {
                throw new FormatException("needs field " + tag + ", which this version does not know");
            }
            fields.add(new Field(tag, in.slice(in.position(), length)));
            in.position(in.position() + length);
        }
        return new Tlv(fields);
    }

    public Optional<byte[]> bytes(int tag) {
        return fields.stream().filter(f -> f.tag() == tag).findFirst().map(Field::value);
    }

    public List<byte[]> all(int tag) {
        return fields.stream().filter(f -> f.tag() == tag).map(Field::value).toList();
    }

    public byte[] need(int tag) {
        return bytes(tag).orElseThrow(() -> new FormatException("lacks field " + tag));
    }

    /** The field, which must have this length. */
    public byte[] need(int tag, int length) {
        byte[] value = need(tag);
        if (value.length != length) {
            throw new FormatException("field " + tag + " has " + value.length + " bytes instead of " + length);
        }
        return value;
    }

    public Optional<String> text(int tag) {
        return bytes(tag).map(b -> new String(b, StandardCharsets.UTF_8));
    }

    public String needText(int tag) {
        return new String(need(tag), StandardCharsets.UTF_8);
    }

    public long needU64(int tag) {
        return ByteBuffer.wrap(need(tag, 8)).getLong();
    }

    public int needU32(int tag) {
        return ByteBuffer.wrap(need(tag, 4)).getInt();
    }

    /** Builds a list of fields. */
    public static final class Builder {
        private static final int HEAD = 6;

        private final List<Field> fields = new ArrayList<>();

        /** The value must not change until it is built. */
        public Builder bytes(int tag, byte[] value) {
            fields.add(new Field(tag, ByteBuffer.wrap(value)));
            return this;
        }

        public Builder text(int tag, String value) {
            return bytes(tag, value.getBytes(StandardCharsets.UTF_8));
        }

        public Builder u64(int tag, long value) {
            return bytes(tag, ByteBuffer.allocate(8).putLong(value).array());
        }

        public Builder u32(int tag, int value) {
            return bytes(tag, ByteBuffer.allocate(4).putInt(value).array());
        }

        public byte[] build() {
            var out = ByteBuffer.allocate(
                    fields.stream().mapToInt(f -> HEAD + f.view().remaining()).sum());
            fields.forEach(f -> out.putShort((short) f.tag())
                    .putInt(f.view().remaining())
                    .put(f.view().duplicate()));
            return out.array();
        }
    }
}
