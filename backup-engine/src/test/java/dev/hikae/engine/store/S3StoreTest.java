package dev.hikae.engine.store;

import dev.hikae.config.repository.Location;
import org.junit.jupiter.api.extension.ExtendWith;

/** With the SDK's own checksums in chunked encoding, as for AWS, and uploads in parts from 8 MiB on. */
@ExtendWith(WithMinio.class)
final class S3StoreTest extends StoreContract {
    private final Location.S3 location;

    S3StoreTest(MinioServer minio) {
        location = WithMinio.freshLocation(minio, Location.ChecksumMode.WHEN_SUPPORTED);
    }

    @Override
    protected Store openStore() {
        return SmallParts.store(S3Clients.open(location, Patience.DEFAULT), location, 50);
    }
}
