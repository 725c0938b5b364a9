package dev.hikae.engine.pack;

import dev.hikae.engine.Cancellation;
import java.nio.ByteBuffer;
import java.util.Collection;

/**
 * Reads blobs. Every blob returned was opened, decompressed and matched its id; a region that fails is
 * passed over for the next one, and {@link dev.hikae.engine.region.ReadObserver} hears of it.
 *
 * <p>Safe for several threads.
 *
 * @see dev.hikae.engine.EngineError#BLOB_LOST thrown when no region has a good copy
 */
public interface BlobReader {
    /** One blob, as a read-only buffer of exactly its bytes. */
    ByteBuffer read(BlobId id);

    /** Where it lies; ordering by place is the order in which reading is cheapest. */
    Place locate(BlobId id);

    /**
     * Reads many: in order of place, with ranges joined up to 8 MiB, each frame opened once. Calls the sink from the
     * calling thread, in that order; a blob asked for twice is delivered once. Asking for some hundred MiB at a time is sensible.
     *
     * <p>A blob of which no region has a good copy is reported by {@link Sink#lost}, and reading goes on. A region that
     * does not answer proves nothing about a blob: its failure, and a cancellation, are thrown.
     */
    void readAll(Collection<BlobId> ids, Sink sink, Cancellation cancellation);

    /** Takes blobs from {@link #readAll}. */
    interface Sink {
        /** The buffer is read-only and valid only during the call. */
        void blob(BlobId id, ByteBuffer content);

        void lost(BlobId id, dev.hikae.config.error.HikaeException why);
    }

    /**
     * A blob's place.
     *
     * @param pack number of the pack, meaningful within this process only
     * @param frame ordinal in the pack
     * @param offset in the frame, before compression
     * @param length of the blob, before compression
     */
    record Place(int pack, int frame, int offset, int length) implements Comparable<Place> {
        @Override
        public int compareTo(Place o) {
            int r = Integer.compare(pack, o.pack);
            r = r != 0 ? r : Integer.compare(frame, o.frame);
            return r != 0 ? r : Integer.compare(offset, o.offset);
        }
    }
}
