package dev.hikae.engine.format;

import java.util.Arrays;

/**
 * What an object is recognised by besides its size and CRC-32C: docs/FORMAT.md, section 4.
 *
 * @param value 32 bytes
 */
public record ObjectDigest(Form form, byte[] value) {
    public static final int LENGTH = 32;

    /** What the SHA-256 is of. */
    public enum Form {
        /** All bytes of the object. Needs no key to check. */
        BYTES(1),
        /** A pack's header, tags and trailer: {@code TagDigest}. The tags prove the rest to whoever holds the keys. */
        TAGS(2);

        private final byte code;

        Form(int code) {
            this.code = (byte) code;
        }

        /** As it is stored. */
        public byte code() {
            return code;
        }

        /** The form stored under a code. */
        public static Form of(int code) {
            return switch (code) {
                case 1 -> BYTES;
                case 2 -> TAGS;
                default -> throw new FormatException("names a digest of the unknown form " + code);
            };
        }
    }

    /** Of an object's bytes. */
    public static ObjectDigest ofBytes(byte[] sha256) {
        return new ObjectDigest(Form.BYTES, sha256);
    }

    public boolean is(Form other, byte[] sha256) {
        return form == other && Arrays.equals(value, sha256);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ObjectDigest o && o.is(form, value);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(value);
    }
}
