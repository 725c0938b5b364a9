package dev.hikae.engine.pack;

/** A blob in a frame; blobs lie back to back in the order given. */
public record FrameBlob(BlobKind kind, BlobId id, int length) {}
