package dev.hikae.engine.pack;

import dev.hikae.engine.format.ObjectNames;

/**
 * A pack as an object.
 *
 * @param id the 16 bytes of its name
 * @param kind of what it holds
 * @param crc32c and sha256 of the whole object
 */
public record PackInfo(byte[] id, BlobKind kind, long size, int crc32c, byte[] sha256) {
    public String name() {
        return ObjectNames.pack(id);
    }
}
