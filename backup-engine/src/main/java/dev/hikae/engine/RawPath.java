package dev.hikae.engine;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A path as the bytes Linux knows: components joined by {@code /}, no charset assumed.
 *
 * <p>{@link #toString()} shows valid UTF-8 as it is and every other byte, control characters and the
 * backslash as {@code \xNN}; {@link #parse} reads that form back without loss.
 */
public final class RawPath implements Comparable<RawPath> {
    private final byte[] bytes;

    private RawPath(byte[] bytes) {
        this.bytes = bytes;
    }

    public static RawPath ofBytes(byte[] bytes) {
        return new RawPath(bytes.clone());
    }

    /** A part of an array, copied. */
    public static RawPath ofBytes(byte[] bytes, int from, int to) {
        return new RawPath(Arrays.copyOfRange(bytes, from, to));
    }

    /** The UTF-8 bytes of a text, taken literally. */
    public static RawPath of(String text) {
        return new RawPath(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Reads the shown form, in which {@code \xNN} is one byte. */
    @JsonCreator
    public static RawPath parse(String shown) {
        var out = new java.io.ByteArrayOutputStream();
        for (int i = 0; i < shown.length(); ) {
            if (shown.startsWith("\\x", i) && i + 4 <= shown.length() && isHex(shown, i + 2)) {
                out.write(Integer.parseInt(shown.substring(i + 2, i + 4), 16));
                i += 4;
            } else {
                int c = shown.codePointAt(i);
                out.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
                i += Character.charCount(c);
            }
        }
        return new RawPath(out.toByteArray());
    }

    private static boolean isHex(String s, int i) {
        return Character.digit(s.charAt(i), 16) >= 0 && Character.digit(s.charAt(i + 1), 16) >= 0;
    }

    public byte[] toBytes() {
        return bytes.clone();
    }

    /** Writes the bytes at an index of a buffer, whose position stays; returns the index after them. */
    public int copyTo(ByteBuffer buffer, int index) {
        buffer.put(index, bytes, 0, bytes.length);
        return index + bytes.length;
    }

    /** Whether one of the bytes is this one. */
    public boolean contains(byte wanted) {
        for (byte b : bytes) {
            if (b == wanted) {
                return true;
            }
        }
        return false;
    }

    public int length() {
        return bytes.length;
    }

    public boolean isEmpty() {
        return bytes.length == 0;
    }

    /** This path, a slash, and the name; only the name where this path is empty. */
    public RawPath resolve(RawPath name) {
        if (bytes.length == 0) {
            return name;
        }
        boolean slash = bytes[bytes.length - 1] == '/';
        byte[] joined = Arrays.copyOf(bytes, bytes.length + (slash ? 0 : 1) + name.bytes.length);
        if (!slash) {
            joined[bytes.length] = '/';
        }
        System.arraycopy(name.bytes, 0, joined, joined.length - name.bytes.length, name.bytes.length);
        return new RawPath(joined);
    }

    /** Unsigned byte order, the order of entries in a tree. */
    @Override
    public int compareTo(RawPath other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof RawPath p && Arrays.equals(bytes, p.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @JsonValue
    @Override
    public String toString() {
        var out = new StringBuilder();
        for (int i = 0; i < bytes.length; ) {
            int n = sequenceLength(bytes[i]);
            String s = n == 0 || i + n > bytes.length ? "" : decode(i, n);
            if (s.isEmpty() || s.codePointAt(0) < 0x20 || s.codePointAt(0) == 0x7f || s.equals("\\")) {
                out.append(String.format("\\x%02x", bytes[i] & 0xff));
                i++;
            } else {
                out.append(s);
                i += n;
            }
        }
        return out.toString();
    }

    private static int sequenceLength(byte b) {
        int v = b & 0xff;
        return v < 0x80 ? 1 : v >= 0xc2 && v < 0xe0 ? 2 : v >= 0xe0 && v < 0xf0 ? 3 : v >= 0xf0 && v < 0xf5 ? 4 : 0;
    }

    private String decode(int from, int length) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes, from, length))
                    .toString();
        } catch (CharacterCodingException e) {
            return "";
        }
    }
}
