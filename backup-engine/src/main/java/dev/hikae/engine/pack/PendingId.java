package dev.hikae.engine.pack;

/** Id of a blob that was handed in, which a worker computes. Asked by the thread that handed it in. */
public interface PendingId {
    /** Whether {@link #get} would return at once. */
    boolean ready();

    /** Waits; throws what ended the session, if it did. */
    BlobId get();
}
