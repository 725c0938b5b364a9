package dev.hikae.engine.store;

import dev.hikae.config.repository.Location;
import java.util.UUID;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;

/** Read by its oldest versions, a bucket that keeps versions is a store like any other. */
@ExtendWith(WithMinio.class)
final class S3OldestVersionsTest extends StoreContract {
    private final Location.S3 location;

    S3OldestVersionsTest(MinioServer minio) {
        String bucket = "versions-" + UUID.randomUUID();
        minio.createBucket(bucket);
        try (S3Client client = minio.client()) {
            client.putBucketVersioning(
                    r -> r.bucket(bucket).versioningConfiguration(v -> v.status(BucketVersioningStatus.ENABLED)));
        }
        location = minio.location(bucket, "a/b/").oldest();
    }

    @Override
    protected Store openStore() {
        return new S3Store(S3Clients.open(location, Patience.DEFAULT), location, 50);
    }
}
