package dev.hikae.engine.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.config.repository.Location;
import dev.hikae.config.repository.ObjectLock;
import dev.hikae.engine.store.Locking.Version;
import dev.hikae.engine.store.Locking.Versions;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Object lock as a real server does it. The thief has the credentials of its owner. */
@ExtendWith(WithMinio.class)
final class S3LockTest {
    private static final Duration PERIOD = Duration.ofDays(30);

    private final MinioServer minio;
    private final String bucket = "lock-" + UUID.randomUUID();
    private final InstantSource clock = InstantSource.system();
    private final S3Client thief;
    private Location.S3 location;
    private Store store = new MemoryStore("not opened");

    S3LockTest(MinioServer minio) {
        this.minio = minio;
        this.thief = minio.client();
        this.location = minio.location(bucket, "repo/");
    }

    @BeforeEach
    void open() {
        minio.createLockingBucket(bucket);
        store = locking(location, ObjectLock.Mode.COMPLIANCE);
    }

    @AfterEach
    void close() {
        store.close();
        thief.close();
    }

    private Store locking(Location.S3 at, ObjectLock.Mode mode) {
        var policy = new LockPolicy(new ObjectLock(mode, PERIOD), clock, Path.of("unused"));
        return new RetryingStore(
                new S3Store(
                        S3Clients.open(at, Patience.DEFAULT),
                        at,
                        3,
                        Optional.of(policy),
                        Patience.DEFAULT,
                        SmallParts.SIZES),
                pause -> {},
                () -> 0.5);
    }

    @Test
    void whatIsPut_isLockedForThePeriod_whateverItsSizeAndChecksums() {
        location = minio.location(bucket, "repo/", Location.ChecksumMode.WHEN_SUPPORTED);
        try (Store other = locking(location, ObjectLock.Mode.GOVERNANCE)) {
            Instant begin = clock.instant();
            store.putIfAbsent("small", text("content"));
            other.putIfAbsent("other", text("content"));
            upload(store, "large", 9 << 20);
            upload(other, "large-other", 9 << 20);
            for (String name : List.of("small", "other", "large", "large-other")) {
                Instant until = lock(name).until().orElseThrow();
                assertFalse(until.isBefore(begin.plus(PERIOD)), name + " " + until);
                assertTrue(until.isBefore(begin.plus(PERIOD).plus(Duration.ofHours(1))), name + " " + until);
            }
        }
    }

    @Test
    void lockedObject_isNotDeleted_andTheRefusalSaysUntilWhen() {
        store.putIfAbsent("packs/x", text("content"));
        LockedException e = assertThrows(LockedException.class, () -> store.delete("packs/x"));
        assertEquals(LockError.LOCKED, e.code());
        assertEquals(lock("packs/x").until(), e.until());
        assertEquals("content", string(store.get("packs/x").orElseThrow()));
    }

    @Test
    void whatIsMeantToBeTakenBack_isNotLocked() {
        for (String name : List.of("probe/x", "healing/x", "sessions/x/open")) {
            store.putIfAbsent(name, text("content"));
            assertTrue(store.delete(name), name);
            assertEquals(Optional.empty(), store.locking().orElseThrow().versionsOf(name), name);
        }
    }

    @Test
    void nobodyDeletesALockedVersion_notEvenWhoMayBypassGovernance() {
        store.putIfAbsent("packs/x", text("content"));
        Version version = oldest("packs/x");
        assertThrows(
                S3Exception.class,
                () -> thief.deleteObject(r -> r.bucket(bucket)
                        .key("repo/packs/x")
                        .versionId(version.id())
                        .bypassGovernanceRetention(true)));
        assertThrows(
                S3Exception.class,
                () -> thief.putObjectRetention(r -> r.bucket(bucket)
                        .key("repo/packs/x")
                        .versionId(version.id())
                        .bypassGovernanceRetention(true)
                        .retention(n -> n.mode("GOVERNANCE")
                                .retainUntilDate(clock.instant().plusSeconds(2)))));
    }

    @Test
    void hiddenAndReplacedObjects_areReadInTheirOldestVersions() {
        store.putIfAbsent("packs/hidden", text("first"));
        store.putIfAbsent("packs/replaced", text("first"));
        store.putIfAbsent("packs/untouched", text("first"));
        upload(store, "packs/large", 9 << 20);
        thief.deleteObject(r -> r.bucket(bucket).key("repo/packs/hidden"));
        thief.deleteObject(r -> r.bucket(bucket).key("repo/packs/large"));
        for (int i = 0; i < 7; i++) {
            String later = "later " + i;
            thief.putObject(r -> r.bucket(bucket).key("repo/packs/replaced"), RequestBody.fromString(later));
        }
        assertEquals(Optional.empty(), store.get("packs/hidden").map(S3LockTest::string));
        assertEquals("later 6", string(store.get("packs/replaced").orElseThrow()));
        assertEquals(List.of("packs/replaced 7", "packs/untouched 5"), list(store));

        try (Store oldest = locking(location.oldest(), ObjectLock.Mode.COMPLIANCE)) {
            assertEquals(
                    List.of("packs/hidden 5", "packs/large 9437184", "packs/replaced 5", "packs/untouched 5"),
                    list(oldest));
            for (String name : List.of("packs/hidden", "packs/replaced", "packs/untouched")) {
                assertEquals("first", string(oldest.get(name).orElseThrow()));
                assertEquals(Optional.of(5L), oldest.size(name));
                assertFalse(oldest.putIfAbsent(name, text("second")), name);
            }
            assertEquals(Optional.of(9L << 20), oldest.size("packs/large"));
            assertThrows(LockedException.class, () -> oldest.delete("packs/hidden"));
        }
        List<String> told = new ArrayList<>();
        store.locking()
                .orElseThrow()
                .versions("packs/", v -> told.add(v.name() + " " + v.all().size() + " " + v.hidden()));
        assertEquals(
                List.of(
                        "packs/hidden 1 true",
                        "packs/large 1 true",
                        "packs/replaced 8 false",
                        "packs/untouched 1 false"),
                told);
    }

    @Test
    void extending_neverShortens() {
        Locking locking = store.locking().orElseThrow();
        store.putIfAbsent("x", text("content"));
        Version version = oldest("x");
        Instant put = lock("x").until().orElseThrow();
        assertEquals(put, locking.extend(version, put.minusSeconds(3600)));
        assertEquals(put, lock("x").until().orElseThrow());
        assertEquals(put.plusSeconds(3600), locking.extend(version, put.plusSeconds(3600)));
        assertEquals(put.plusSeconds(3600), lock("x").until().orElseThrow());
    }

    @Test
    void whatWasPutWithoutALock_canBeExtendedAndHeld() {
        Locking locking = store.locking().orElseThrow();
        thief.putObject(r -> r.bucket(bucket).key("repo/free"), RequestBody.fromString("content"));
        Version version = oldest("free");
        assertEquals(new Locking.Lock(Optional.empty(), false), locking.lock(version));
        locking.hold(version, true);
        assertEquals(
                LockError.HELD,
                assertThrows(LockedException.class, () -> store.delete("free")).code());
        locking.hold(version, false);
        Instant until = clock.instant().plusSeconds(3600).truncatedTo(java.time.temporal.ChronoUnit.SECONDS);
        assertEquals(until, locking.extend(version, until));
        assertThrows(LockedException.class, () -> store.delete("free"));
    }

    @Test
    void bucketThatCannotLock_orForgetsByItself_isRefused() {
        store.locking().orElseThrow().requireLockable();
        String plain = "plain-" + UUID.randomUUID();
        minio.createBucket(plain);
        assertEquals(LockError.VERSIONING_OFF, refusal(plain));
        thief.putBucketVersioning(
                r -> r.bucket(plain).versioningConfiguration(v -> v.status(BucketVersioningStatus.ENABLED)));
        assertEquals(LockError.LOCK_OFF, refusal(plain));
        thief.putBucketLifecycleConfiguration(r -> r.bucket(bucket)
                .lifecycleConfiguration(l -> l.rules(List.of(LifecycleRule.builder()
                        .id("sweep")
                        .status(ExpirationStatus.ENABLED)
                        .filter(f -> f.prefix("repo/"))
                        .noncurrentVersionExpiration(n -> n.noncurrentDays(7))
                        .build()))));
        assertEquals(LockError.EXPIRES, refusal(bucket));
    }

    private Object refusal(String ofBucket) {
        try (Store refused = locking(minio.location(ofBucket, "repo/"), ObjectLock.Mode.COMPLIANCE)) {
            Locking locking = refused.locking().orElseThrow();
            return assertThrows(StoreException.class, locking::requireLockable).code();
        }
    }

    private Version oldest(String name) {
        return store.locking()
                .orElseThrow()
                .versionsOf(name)
                .flatMap(Versions::oldest)
                .orElseThrow();
    }

    private Locking.Lock lock(String name) {
        return store.locking().orElseThrow().lock(oldest(name));
    }

    private static List<String> list(Store of) {
        List<String> names = new ArrayList<>();
        of.list("packs/", item -> names.add(item.name() + " " + item.size()));
        return names;
    }

    private static void upload(Store to, String name, int size) {
        try (Store.Upload upload = to.upload(name)) {
            upload.write(ByteBuffer.allocate(size));
            upload.commit();
        }
    }

    private static ByteBuffer text(String content) {
        return ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8));
    }

    private static String string(byte[] content) {
        return new String(content, StandardCharsets.UTF_8);
    }
}
