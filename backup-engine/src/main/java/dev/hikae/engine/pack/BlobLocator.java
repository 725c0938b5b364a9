package dev.hikae.engine.pack;

import dev.hikae.engine.pack.BlobReader.Place;
import java.util.Optional;

/** Knows where blobs lie. Safe for several threads. */
public interface BlobLocator {
    Optional<Place> find(BlobId id);

    PackInfo pack(int number);

    Frame frame(int pack, int frame);
}
