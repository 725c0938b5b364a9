package dev.hikae.engine.pack;

import dev.hikae.engine.pack.BlobReader.Place;
import java.util.Optional;
import java.util.Set;

/** Knows where blobs lie. Safe for several threads. */
public interface BlobLocator {
    Optional<Place> find(BlobId id);

    /** A place in another pack than these. */
    default Optional<Place> elsewhere(BlobId id, Set<Integer> packs) {
        return Optional.empty();
    }

    PackInfo pack(int number);

    Frame frame(int pack, int frame);
}
