package dev.hikae.engine.restore;

import dev.hikae.engine.pack.BlobId;

/** Tells whether bytes are the content of a blob, without reading the blob. */
@FunctionalInterface
public interface ContentCheck {
    boolean matches(BlobId id, byte[] data, int offset, int length);
}
