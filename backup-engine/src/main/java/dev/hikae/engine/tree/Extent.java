package dev.hikae.engine.tree;

import dev.hikae.engine.pack.BlobId;

/** A stretch of a file, in file order. */
public sealed interface Extent {
    /** Bytes. */
    long length();

    /** Content that lies in one blob, whole. */
    record Data(BlobId blob, long length) implements Extent {}

    /** Nothing was allocated there; it reads as zeros. */
    record Hole(long length) implements Extent {}
}
