package dev.hikae.engine.store;

import dev.hikae.config.repository.Location;
import java.util.Optional;
import software.amazon.awssdk.services.s3.S3Client;

/** Stores whose uploads go up in parts from 8 MiB on. */
final class SmallParts {
    static final S3Upload.Sizes SIZES = new S3Upload.Sizes(8 << 20, 8 << 20);

    private SmallParts() {}

    static S3Store store(S3Client client, Location.S3 location, int page) {
        return new S3Store(client, location, page, Optional.empty(), Patience.DEFAULT, SIZES);
    }
}
