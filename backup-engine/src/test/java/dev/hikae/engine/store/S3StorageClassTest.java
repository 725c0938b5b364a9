package dev.hikae.engine.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.hikae.config.repository.Location;
import dev.hikae.config.repository.Location.StorageClass;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** In which class objects are put; on a real MinIO, which has two. */
@ExtendWith(WithMinio.class)
final class S3StorageClassTest {
    private final MinioServer minio;
    private final Location.S3 place;

    S3StorageClassTest(MinioServer minio) {
        this.minio = minio;
        this.place = WithMinio.freshLocation(minio);
    }

    @Test
    void packs_andNothingElse_areKeptInTheClass() {
        Location.S3 in = place.with(StorageClass.REDUCED_REDUNDANCY);
        try (Store store = SmallParts.store(S3Clients.open(in, Patience.DEFAULT), in, 1000)) {
            for (String name : List.of("packs/aa/parts", "index/parts")) {
                upload(store, name, SmallParts.SIZES.whole() + 1);
            }
            for (String name : List.of("packs/aa/small", "index/small")) {
                upload(store, name, S3Store.LEAST_CHARGED);
            }
            upload(store, "packs/aa/tiny", S3Store.LEAST_CHARGED - 1);
            store.putIfAbsent("marker", ByteBuffer.allocate(1));
        }
        assertEquals(
                Map.of(
                        "packs/aa/parts", "REDUCED_REDUNDANCY",
                        "packs/aa/small", "REDUCED_REDUNDANCY",
                        "packs/aa/tiny", "STANDARD",
                        "index/parts", "STANDARD",
                        "index/small", "STANDARD",
                        "marker", "STANDARD"),
                kept());
    }

    @Test
    void classThatTheStoreDoesNotHave_isNamed() {
        Location.S3 in = place.with(StorageClass.STANDARD_IA);
        try (Store store = SmallParts.store(S3Clients.open(in, Patience.DEFAULT), in, 1000)) {
            for (int size : List.of(S3Store.LEAST_CHARGED, SmallParts.SIZES.whole() + 1)) {
                StoreException e = assertThrows(StoreException.class, () -> upload(store, "packs/aa/" + size, size));
                assertEquals(StoreError.STORAGE_CLASS, e.code());
                assertFalse(e.temporary());
                assertEquals(
                        "HKE-2729: store " + store.describe() + " does not take objects of the class STANDARD_IA",
                        e.getMessage());
            }
            store.putIfAbsent("marker", ByteBuffer.allocate(1));
        }
        assertEquals(Set.of("marker"), kept().keySet());
    }

    @Test
    void objectInAnArchive_isNotTakenForAMissingRight() {
        var failures = new S3Failures("s3:somewhere", "bucket", Optional.empty());
        var answer = S3Exception.builder()
                .statusCode(403)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode("InvalidObjectState")
                        .build())
                .build();
        StoreException e = assertThrows(
                StoreException.class,
                () -> failures.attempt(() -> {
                    throw answer;
                }));
        assertEquals(StoreError.ARCHIVED, e.code());
        assertFalse(e.temporary());
    }

    /** A class that the SDK learns of has to be looked at: is it read at once, and put as any other? */
    @Test
    void everyClassOfTheSdk_isOffered_orLeftOutForAReason() {
        Set<String> offered =
                Stream.of(StorageClass.values()).map(Enum::name).collect(Collectors.toCollection(HashSet::new));
        Set<String> archives = Set.of("GLACIER", "DEEP_ARCHIVE");
        Set<String> placesOfTheirOwn = Set.of(
                "OUTPOSTS",
                "SNOW",
                "EXPRESS_ONEZONE",
                "FSX_OPENZFS",
                "FSX_ONTAP",
                "AWS_BACKUP_WARM",
                "AWS_BACKUP_LOW_COST_WARM");
        Set<String> known = software.amazon.awssdk.services.s3.model.StorageClass.knownValues().stream()
                .map(Object::toString)
                .collect(Collectors.toCollection(HashSet::new));
        known.removeAll(archives);
        known.removeAll(placesOfTheirOwn);
        assertEquals(offered, known);
    }

    private static void upload(Store store, String name, int size) {
        try (Store.Upload upload = store.upload(name)) {
            upload.write(ByteBuffer.allocate(size));
            upload.commit();
        }
    }

    /** By the server's own word. */
    private Map<String, String> kept() {
        Map<String, String> classes = new TreeMap<>();
        try (var client = minio.client()) {
            client.listObjectsV2(r -> r.bucket(place.bucket()).prefix(place.prefix()))
                    .contents()
                    .forEach(object -> classes.put(
                            object.key().substring(place.prefix().length()), object.storageClassAsString()));
        }
        return classes;
    }
}
