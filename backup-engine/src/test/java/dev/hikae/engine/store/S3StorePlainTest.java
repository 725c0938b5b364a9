package dev.hikae.engine.store;

import dev.hikae.config.repository.Location;
import org.junit.jupiter.api.extension.ExtendWith;

/** Without the SDK's own checksums and without chunked encoding, as for stores other than AWS. */
@ExtendWith(WithMinio.class)
final class S3StorePlainTest extends StoreContract {
    private final Location.S3 location;

    S3StorePlainTest(MinioServer minio) {
        location = WithMinio.freshLocation(minio, Location.ChecksumMode.WHEN_REQUIRED);
    }

    @Override
    protected Store openStore() {
        return new S3Store(S3Clients.open(location, Patience.DEFAULT), location, 50);
    }
}
