package dev.hikae.engine.store;

import dev.hikae.config.repository.Location;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(WithMinio.class)
final class S3StoreTest extends StoreContract {
    private final Location.S3 location;

    S3StoreTest(MinioServer minio) {
        location = WithMinio.freshLocation(minio);
    }

    @Override
    protected Store openStore() {
        return S3Store.open(location);
    }
}
