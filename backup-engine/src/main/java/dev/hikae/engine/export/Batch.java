package dev.hikae.engine.export;

import dev.hikae.config.error.HikaeException;
import dev.hikae.engine.Cancellation;
import dev.hikae.engine.pack.BlobId;
import dev.hikae.engine.pack.BlobReader;
import dev.hikae.engine.tree.Extent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Consecutive parts of entries whose content is fetched together, so that the reader can order and join what it reads. */
final class Batch {
    private static final long MAX_BYTES = 8L << 20;
    private static final int MAX_PARTS = 2048;

    private final List<Part> parts = new ArrayList<>();
    private final Set<BlobId> wanted = new LinkedHashSet<>();
    private long bytes;

    /**
     * An entry, or a stretch of a long one.
     *
     * @param first it begins here
     * @param last it ends here
     */
    record Part(Item item, boolean first, boolean last, List<Extent> extents) {
        Part {
            extents = List.copyOf(extents);
        }
    }

    /** Content by id; what no region could give has its reason instead. */
    record Fetched(Map<BlobId, byte[]> blobs, Map<BlobId, HikaeException> lost) {
        ByteBuffer content(BlobId id) {
            byte[] found = blobs.get(id);
            if (found == null) {
                throw new IllegalStateException("bug: blob " + id + " was not fetched");
            }
            return ByteBuffer.wrap(found).asReadOnlyBuffer();
        }

        /** Why a part cannot be given whole. */
        Optional<HikaeException> fault(Part part) {
            for (Extent extent : part.extents()) {
                if (extent instanceof Extent.Data data && lost.containsKey(data.blob())) {
                    return Optional.ofNullable(lost.get(data.blob()));
                }
            }
            return Optional.empty();
        }
    }

    void add(Part part) {
        parts.add(part);
        for (Extent extent : part.extents()) {
            if (extent instanceof Extent.Data data && wanted.add(data.blob())) {
                bytes += data.length();
            }
        }
    }

    boolean isFull() {
        return bytes >= MAX_BYTES || parts.size() + wanted.size() >= MAX_PARTS;
    }

    boolean isEmpty() {
        return parts.isEmpty();
    }

    /** Whether one more stretch of a file makes a part of its own sensible. */
    static boolean enough(long partBytes, int partExtents) {
        return partBytes >= MAX_BYTES || partExtents >= MAX_PARTS;
    }

    List<Part> parts() {
        return Collections.unmodifiableList(parts);
    }

    /** Reads all of it. */
    Fetched fetch(BlobReader reader, Cancellation cancellation) {
        Map<BlobId, byte[]> blobs = HashMap.newHashMap(wanted.size());
        Map<BlobId, HikaeException> lost = new HashMap<>();
        if (!wanted.isEmpty()) {
            reader.readAll(
                    wanted,
                    new BlobReader.Sink() {
                        @Override
                        public void blob(BlobId id, ByteBuffer content) {
                            byte[] copy = new byte[content.remaining()];
                            content.get(copy);
                            blobs.put(id, copy);
                        }

                        @Override
                        public void lost(BlobId id, HikaeException why) {
                            lost.put(id, why);
                        }
                    },
                    cancellation);
        }
        return new Fetched(blobs, lost);
    }
}
