package dev.hikae.engine.pack;

import java.nio.ByteBuffer;

/**
 * Where a frame lies in its pack, and how it is sealed: docs/FORMAT.md, section 5.
 *
 * @param group of keys in the pack
 * @param ordinal in that group, its nonce
 * @param offset in the pack
 * @param sealedLength with the tag
 * @param codec 0 stored, 1 Zstandard
 */
public record Frame(int group, int ordinal, int offset, int sealedLength, int codec, int rawLength) {
    public static final int LENGTH = 2 + 4 + 4 + 4 + 1 + 4;

    public void write(ByteBuffer to) {
        to.putShort((short) group).putInt(ordinal).putInt(offset).putInt(sealedLength);
        to.put((byte) codec).putInt(rawLength);
    }

    public static Frame read(ByteBuffer from) {
        return new Frame(
                from.getShort() & 0xffff,
                from.getInt(),
                from.getInt(),
                from.getInt(),
                from.get() & 0xff,
                from.getInt());
    }

    int end() {
        return offset + sealedLength;
    }
}
