package dev.hikae.engine.pack;

import dev.hikae.engine.format.ObjectDigest;
import dev.hikae.engine.format.ObjectNames;

/**
 * A pack as an object.
 *
 * @param id the 16 bytes of its name
 * @param kind of what it holds
 * @param crc32c of the whole object
 * @param digest that identifies it
 */
public record PackInfo(byte[] id, BlobKind kind, long size, int crc32c, ObjectDigest digest) {
    public String name() {
        return ObjectNames.pack(id);
    }
}
