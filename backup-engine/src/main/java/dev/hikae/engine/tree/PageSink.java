package dev.hikae.engine.tree;

import dev.hikae.engine.pack.BlobId;

/** Stores a page and tells its id. The array may be changed afterwards. */
@FunctionalInterface
public interface PageSink {
    BlobId put(byte[] page, int length);
}
