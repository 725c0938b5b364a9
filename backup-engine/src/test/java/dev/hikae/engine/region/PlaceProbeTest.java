package dev.hikae.engine.region;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.config.error.Failure;
import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.RepositoryName;
import dev.hikae.config.repository.KeySource;
import dev.hikae.config.repository.Location;
import dev.hikae.config.repository.Location.StorageClass;
import dev.hikae.config.repository.RepositoryConfig;
import dev.hikae.config.text.Text;
import dev.hikae.engine.Cancellation;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.RegionProbe;
import dev.hikae.engine.RegionProbe.Reason;
import dev.hikae.engine.store.MinioServer;
import dev.hikae.engine.store.Pause;
import dev.hikae.engine.store.Store;
import dev.hikae.engine.store.StoreError;
import dev.hikae.engine.store.StoreFacts;
import dev.hikae.engine.store.StoreFacts.Answer;
import dev.hikae.engine.store.StoreFacts.Lock;
import dev.hikae.engine.store.StoreFacts.Rule;
import dev.hikae.engine.store.Stores;
import dev.hikae.engine.store.WithMinio;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.ObjectLockEnabled;
import software.amazon.awssdk.services.s3.model.ObjectLockRetentionMode;

/** What is found out about folders and buckets before a region lies there. */
final class PlaceProbeTest {
    private static final String PREFIX = "hikae/";

    private final SecureRandom random = new SecureRandom();
    private final Stores stores = new Stores(random, Pause.SLEEP);
    private final PlaceProbe probe = new PlaceProbe(stores, random, InstantSource.system());

    @Test
    void emptyFolder_isSafe_andStaysEmpty(@TempDir Path folder) throws IOException {
        RegionProbe found = probe.run(new Location.Folder(folder), Cancellation.NEVER);
        assertEquals(List.of(), found.unsafe());
        assertTrue(found.abilities().createsOnce()
                && found.abilities().reads()
                && found.abilities().deletes());
        assertEquals(Optional.of(true), found.abilities().listsAtOnce());
        assertTrue(found.bucket().isEmpty());
        assertTrue(found.speed().up() > 0 && found.speed().down() > 0);
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(List.of(), left.toList());
        }
    }

    @Test
    void regionThatIsOpen_goesOnAfterItsFolderWasTriedOut(@TempDir Path folder) {
        var location = new Location.Folder(folder);
        try (Store open = stores.create(location)) {
            open.putIfAbsent("marker", ByteBuffer.allocate(1));
            probe.run(location, Cancellation.NEVER);
            assertTrue(open.putIfAbsent("later", ByteBuffer.allocate(1)));
        }
    }

    @Test
    void folderThatIsNotThere_isNeverMade(@TempDir Path folder) {
        var location = new Location.Folder(folder.resolve("missing"));
        HikaeException e = assertThrows(HikaeException.class, () -> probe.run(location, Cancellation.NEVER));
        assertEquals(Failure.UNREACHABLE, e.code().failure());
        assertFalse(Files.exists(folder.resolve("missing")));
    }

    @Test
    void cancelledProbe_cleansUp(@TempDir Path folder) throws IOException {
        var looks = new int[1];
        HikaeException e =
                assertThrows(HikaeException.class, () -> probe.run(new Location.Folder(folder), () -> ++looks[0] > 6));
        assertEquals(EngineError.CANCELLED, e.code());
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(List.of(), left.toList());
        }
    }

    @Test
    void rulesThatHitTheRegion_areTold_othersAreNot() {
        assertEquals(List.of("HKE-2651"), codes(facts(expiring(""))));
        assertEquals(List.of("HKE-2651"), codes(facts(expiring("hikae/packs/"))));
        assertEquals(List.of("HKE-2651"), codes(facts(expiring("hik"))));
        assertEquals(List.of(), codes(facts(expiring("logs/"))));
        assertEquals(List.of(), codes(facts(expiring("hikae/probe/"))));
        assertEquals(List.of(), codes(facts(new Rule("tagged", "", true, true, false, false, false))));
        assertEquals(List.of(), codes(facts(new Rule("old", "", false, false, false, true, true))));
        assertEquals(List.of("HKE-2652"), codes(facts(new Rule("cold", "", false, false, true, false, false))));
    }

    @Test
    void lockWithoutVersions_isUnsafe() {
        StoreFacts facts = new StoreFacts(
                new Answer<>(Optional.of(false), ""),
                new Answer<>(Optional.of(new Lock(true, Optional.empty())), ""),
                new Answer<>(Optional.of(List.of()), ""),
                Optional.empty());
        assertEquals(List.of("HKE-2653"), codes(facts));
    }

    @Test
    void whatIsNotTold_isAdvisedOf_andNotRefused() {
        StoreFacts facts = new StoreFacts(
                new Answer<>(Optional.empty(), "AccessDenied"),
                new Answer<>(Optional.empty(), "AccessDenied"),
                new Answer<>(Optional.empty(), "AccessDenied"),
                Optional.empty());
        var hazards = new Hazards(facts, PREFIX, "place");
        assertEquals(List.of(), hazards.unsafe());
        assertEquals(
                List.of("probe.advice.unknown", "probe.advice.unknown", "probe.advice.unknown"),
                keys(hazards.advice()));
    }

    private static Rule expiring(String prefix) {
        return new Rule("short", prefix, false, true, false, false, false);
    }

    private static StoreFacts facts(Rule rule) {
        return new StoreFacts(
                new Answer<>(Optional.of(false), ""),
                new Answer<>(Optional.of(new Lock(false, Optional.empty())), ""),
                new Answer<>(Optional.of(List.of(rule)), ""),
                Optional.empty());
    }

    private static List<String> codes(StoreFacts facts) {
        return new Hazards(facts, PREFIX, "place")
                .unsafe().stream().map(e -> e.code().id()).toList();
    }

    private static List<String> keys(List<Text> texts) {
        return texts.stream().map(Text::key).toList();
    }

    /** Buckets of a real server. */
    @Nested
    @ExtendWith(WithMinio.class)
    final class Buckets {
        private final MinioServer minio;

        Buckets(MinioServer minio) {
            this.minio = minio;
        }

        @Test
        void plainBucket_isSafe_andStaysEmpty() {
            minio.createBucket("probe-plain");
            RegionProbe found = probe.run(minio.location("probe-plain", PREFIX), Cancellation.NEVER);
            assertEquals(List.of(), found.unsafe());
            assertTrue(found.abilities().createsOnce() && found.abilities().deletes());
            RegionProbe.Bucket bucket = found.bucket().orElseThrow();
            assertEquals(Optional.of(false), bucket.versioning());
            assertEquals(Optional.of(false), bucket.lock());
            assertTrue(bucket.clockSkew().orElseThrow().abs().compareTo(Duration.ofMinutes(1)) < 0);
            assertTrue(
                    keys(found.advice()).contains("probe.advice.uploads"),
                    found.advice().toString());
            assertEquals(0, versions("probe-plain"));
        }

        /** MinIO has two classes. */
        @Test
        void classOfPacks_isTriedOut_andNothingIsLeft() {
            minio.createBucket("probe-class");
            Location.S3 place = minio.location("probe-class", PREFIX);
            RegionProbe found = probe.run(place.with(StorageClass.REDUCED_REDUNDANCY), Cancellation.NEVER);
            assertEquals(List.of(), found.unsafe());
            assertEquals(
                    Optional.of("REDUCED_REDUNDANCY"),
                    found.bucket().orElseThrow().storageClass());
            RegionProbe refused = probe.run(place.with(StorageClass.STANDARD_IA), Cancellation.NEVER);
            assertEquals(
                    List.of("HKE-2729"),
                    refused.unsafe().stream().map(Reason::code).toList());
            assertEquals(0, versions("probe-class"));
        }

        @Test
        void regionWhoseClassTheStoreDoesNotTake_isNotMade() {
            minio.createBucket("no-class");
            var config = new RepositoryConfig(
                    new RepositoryName("main"),
                    List.of(new RepositoryConfig.Region(
                            new RegionName("cold"),
                            minio.location("no-class", PREFIX).with(StorageClass.STANDARD_IA))),
                    new RegionName("cold"),
                    1,
                    new KeySource.Machine());
            HikaeException e = assertThrows(HikaeException.class, () -> NewRegions.create(config, stores));
            assertEquals(StoreError.STORAGE_CLASS, e.code());
            assertEquals(0, versions("no-class"));
        }

        @Test
        void versionedBucket_isSafe_andNoVersionIsLeft() {
            minio.createBucket("probe-versions");
            try (S3Client client = minio.client()) {
                client.putBucketVersioning(r -> r.bucket("probe-versions")
                        .versioningConfiguration(v -> v.status(BucketVersioningStatus.ENABLED)));
            }
            RegionProbe found = probe.run(minio.location("probe-versions", PREFIX), Cancellation.NEVER);
            assertEquals(List.of(), found.unsafe());
            assertEquals(Optional.of(true), found.bucket().orElseThrow().versioning());
            assertTrue(
                    keys(found.advice()).contains("probe.advice.versions"),
                    found.advice().toString());
            assertEquals(0, versions("probe-versions"));
        }

        @Test
        void lockedBucket_tellsModeAndDays() {
            try (S3Client client = minio.client()) {
                client.createBucket(r -> r.bucket("probe-lock").objectLockEnabledForBucket(true));
                client.putObjectLockConfiguration(r -> r.bucket("probe-lock")
                        .objectLockConfiguration(c -> c.objectLockEnabled(ObjectLockEnabled.ENABLED)
                                .rule(rule -> rule.defaultRetention(d -> d.mode(ObjectLockRetentionMode.GOVERNANCE)
                                        .days(1)))));
            }
            RegionProbe found = probe.run(minio.location("probe-lock", PREFIX), Cancellation.NEVER);
            assertEquals(List.of(), found.unsafe());
            RegionProbe.Bucket bucket = found.bucket().orElseThrow();
            assertEquals(Optional.of(true), bucket.lock());
            assertEquals(Optional.of(true), bucket.versioning());
            assertEquals(Optional.of("GOVERNANCE"), bucket.lockMode());
            assertEquals(Optional.of(1), bucket.retention());
            assertTrue(
                    keys(found.advice()).contains("probe.advice.retention"),
                    found.advice().toString());
        }

        @Test
        void ruleThatExpiresObjects_isRefused_byProbeAndInit() {
            minio.createBucket("probe-expiry");
            try (S3Client client = minio.client()) {
                client.putBucketLifecycleConfiguration(r -> r.bucket("probe-expiry")
                        .lifecycleConfiguration(c -> c.rules(LifecycleRule.builder()
                                .id("tidy")
                                .status(ExpirationStatus.ENABLED)
                                .filter(f -> f.prefix("hikae/"))
                                .expiration(e -> e.days(30))
                                .build())));
            }
            Location.S3 location = minio.location("probe-expiry", PREFIX);
            RegionProbe found = probe.run(location, Cancellation.NEVER);
            assertEquals(
                    List.of("HKE-2651"),
                    found.unsafe().stream().map(Reason::code).toList());
            assertEquals("tidy", found.unsafe().getFirst().what().params().get(1));
            assertTrue(probe.run(minio.location("probe-expiry", "elsewhere/"), Cancellation.NEVER)
                    .safe());
            var name = new RegionName("main");
            var config = new RepositoryConfig(
                    new RepositoryName("test"),
                    List.of(new RepositoryConfig.Region(name, location)),
                    name,
                    1,
                    new KeySource.Machine());
            HikaeException e = assertThrows(HikaeException.class, () -> NewRegions.create(config, stores));
            assertEquals(RegionError.EXPIRES, e.code());
        }

        @Test
        void bucketThatIsNotThere_isSaid() {
            HikaeException e = assertThrows(
                    HikaeException.class, () -> probe.run(minio.location("probe-missing", PREFIX), Cancellation.NEVER));
            assertEquals(Failure.UNREACHABLE, e.code().failure());
        }

        private int versions(String bucket) {
            try (S3Client client = minio.client()) {
                var listed = client.listObjectVersions(r -> r.bucket(bucket));
                return listed.versions().size() + listed.deleteMarkers().size();
            }
        }
    }
}
