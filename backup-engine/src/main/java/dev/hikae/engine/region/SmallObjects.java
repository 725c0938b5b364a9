package dev.hikae.engine.region;

import dev.hikae.engine.crypto.Digests;
import java.nio.ByteBuffer;

/** Statements and key slots end in the CRC-32C of all before it (docs/FORMAT.md, sections 3 and 4). */
public final class SmallObjects {
    private SmallObjects() {}

    /** Whether an object ends in the checksum of what is before it. */
    public static boolean isWhole(byte[] object) {
        int end = object.length - Integer.BYTES;
        return end > 0
                && Digests.crc32c(ByteBuffer.wrap(object, 0, end))
                        == ByteBuffer.wrap(object).getInt(end);
    }
}
