package dev.hikae.engine.pack;

/** Decides which blobs a session stores, and learns where they went. Safe for several threads. */
public interface Dedup {
    /**
     * True for exactly one caller per blob that is not stored yet: that caller must store it. For a blob that is
     * stored, notes that the snapshot needs it.
     */
    boolean claim(BlobId id);

    /** A pack of this session is durable. */
    void packed(FinishedPack pack);
}
