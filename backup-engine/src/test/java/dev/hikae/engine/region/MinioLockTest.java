package dev.hikae.engine.region;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.RepositoryName;
import dev.hikae.config.id.SnapshotId;
import dev.hikae.config.repository.KeySource;
import dev.hikae.config.repository.Location;
import dev.hikae.config.repository.ObjectLock;
import dev.hikae.config.repository.RepositoryConfig;
import dev.hikae.engine.BackupRequest;
import dev.hikae.engine.ForgetRequest;
import dev.hikae.engine.LockStatus;
import dev.hikae.engine.PruneRequest;
import dev.hikae.engine.PruneResult;
import dev.hikae.engine.RepackRequest;
import dev.hikae.engine.RepackResult;
import dev.hikae.engine.Repositories;
import dev.hikae.engine.Repository;
import dev.hikae.engine.RestoreRequest;
import dev.hikae.engine.RunControl;
import dev.hikae.engine.Snapshot;
import dev.hikae.engine.UnlockPermit;
import dev.hikae.engine.format.ObjectNames;
import dev.hikae.engine.key.Credential;
import dev.hikae.engine.key.Secret;
import dev.hikae.engine.store.LockError;
import dev.hikae.engine.store.MinioServer;
import dev.hikae.engine.store.StoreError;
import dev.hikae.engine.store.WithMinio;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ObjectLockLegalHoldStatus;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A repository in a bucket with object lock, and a thief who has all the credentials that its writer has. */
@ExtendWith(WithMinio.class)
final class MinioLockTest {
    private static final Credential KEY = new Credential.KeyFile(Secret.copyOf(new byte[32]));
    private static final RegionName TOKYO = new RegionName("tokyo");
    private static final Duration PERIOD = Duration.ofDays(30);

    private static final int FILES = 24;

    private final MinioServer minio;
    private final String bucket = "attacked-" + UUID.randomUUID();

    @TempDir
    Path temp = Path.of("unset");

    MinioLockTest(MinioServer minio) {
        this.minio = minio;
    }

    @BeforeEach
    void bucket() {
        minio.createLockingBucket(bucket);
    }

    @Test
    void whateverAThiefDoes_everySnapshotComesBackByTheOldestVersions() throws IOException {
        Path source = makeSource();
        List<SnapshotId> made;
        try (Repository repository = repositories().init(config(false), List.of(KEY))) {
            backup(repository, source);
            Files.writeString(source.resolve("new"), "written later\n");
            backup(repository, source);
            made = ids(repository);
            LockStatus.Found found = status(repository);
            assertTrue(found.whole(), found.toString());
            assertEquals(found.needed(), found.locked());
            assertFalse(found.earliest().orElseThrow().isBefore(Instant.now().plus(PERIOD.minusHours(1))));
        }
        assertEquals(2, made.size());
        long attacked = attack();
        assertEquals(
                LockError.TAMPERED,
                assertThrows(HikaeException.class, () -> open(config(false))).code());
        try (Repository robbed = open(config(true))) {
            LockStatus.Found found = status(robbed);
            assertEquals(found.needed(), found.locked());
            assertTrue(found.hidden() > 0 && found.replaced() > 0, found.toString());
            assertEquals(attacked, found.hidden() + found.replaced());
            assertEquals(made, ids(robbed));
            for (SnapshotId snapshot : made) {
                restore(robbed, snapshot);
            }
            assertArrayEquals(
                    Files.readAllBytes(source.resolve("big")),
                    Files.readAllBytes(
                            temp.resolve("restored-" + made.getLast()).resolve("big")));
            backup(robbed, source);
            assertEquals(3, ids(robbed).size());
        }
    }

    @Test
    void asItWas_showsNothingThatCameLater() throws Exception {
        Path source = makeSource();
        try (Repository repository = repositories().init(config(false), List.of(KEY))) {
            backup(repository, source);
            List<SnapshotId> made = ids(repository);
            Instant then = Instant.now();
            // Stores date what is put by whole seconds.
            Thread.sleep(1100);
            backup(repository, source);
            repository.forget(new ForgetRequest(made, "by a thief"), RunControl.NONE);
            assertEquals(1, ids(repository).size());
            attack();
            try (Repository past = repositories().asOf(then).open(config(false), KEY, new UnlockPermit("test"))) {
                assertEquals(made, ids(past));
                restore(past, made.getFirst());
                String refused = assertThrows(HikaeException.class, () -> backup(past, source))
                        .getMessage();
                assertTrue(
                        refused.contains(StoreError.PAST.id()) || refused.contains("nothing can be written"), refused);
            }
        }
    }

    /** Hides every other object, replaces the others, then tries to delete for good. Returns how many objects it came by. */
    private long attack() {
        long objects = 0;
        try (S3Client thief = minio.client()) {
            for (ListObjectVersionsResponse page : thief.listObjectVersionsPaginator(r -> r.bucket(bucket))) {
                for (var version : page.versions()) {
                    if (version.key().endsWith("/open") || version.key().contains("/probe/")) {
                        continue;
                    }
                    if (objects++ % 2 == 0) {
                        thief.deleteObject(r -> r.bucket(bucket).key(version.key()));
                    } else {
                        thief.putObject(r -> r.bucket(bucket).key(version.key()), RequestBody.fromString("junk"));
                    }
                    assertThrows(
                            S3Exception.class,
                            () -> thief.deleteObject(r -> r.bucket(bucket)
                                    .key(version.key())
                                    .versionId(version.versionId())
                                    .bypassGovernanceRetention(true)));
                }
            }
        }
        return objects;
    }

    @Test
    void garbageThatIsLocked_isCounted_andHurtsNothing() throws IOException {
        Path source = makeSource();
        try (Repository repository = repositories().init(config(false), List.of(KEY))) {
            backup(repository, source);
            Files.write(source.resolve("big"), new byte[0]);
            backup(repository, source);
            List<SnapshotId> made = ids(repository);
            repository.forget(new ForgetRequest(List.of(made.getFirst()), "test"), RunControl.NONE);
            for (int run = 0; run < 2; run++) {
                PruneResult result = repository.prune(
                        new PruneRequest(false, Duration.ZERO, Duration.ofHours(24), Duration.ZERO), RunControl.NONE);
                PruneResult.Freed freed =
                        Objects.requireNonNull(result.regions().get(TOKYO));
                assertTrue(freed.objects() == 0 && freed.locked() >= 2, result.toString());
                assertTrue(
                        freed.lockedUntil().orElseThrow().isAfter(Instant.now().plus(Duration.ofDays(29))));
                assertTrue(result.behind().isEmpty(), result.toString());
            }
            assertEquals(List.of(made.getLast()), ids(repository));
            restore(repository, made.getLast());
            assertTrue(status(repository).whole());
        }
    }

    @Test
    void lockedPack_isRepackedOnceLittleOfItIsNeeded_andStaysUntilItsLockEnds_butNotWhenHeld() throws IOException {
        Path source = Files.createDirectories(temp.resolve("source"));
        for (int file = 0; file < FILES; file++) {
            write(source, file);
        }
        PruneRequest request = repacking(RepackRequest.BELOW);
        try (Repository repository = repositories().init(config(false), List.of(KEY))) {
            backup(repository, source);
            for (int file = 0; file < FILES / 2; file++) {
                write(source, file);
            }
            backup(repository, source);
            forgetOldest(repository);
            RepackResult half =
                    repository.prune(request, RunControl.NONE).repacked().orElseThrow();
            assertTrue(half.locked() > 0 && half.packs() == 0, "half of them is needed: " + half);

            for (int file = 0; file < FILES - 1; file++) {
                write(source, file);
            }
            backup(repository, source);
            forgetOldest(repository);
            List<SnapshotId> newest = ids(repository);
            repository.locks().hold(newest, true, RunControl.NONE);
            RepackResult held =
                    repository.prune(request, RunControl.NONE).repacked().orElseThrow();
            assertTrue(held.locked() == 1 && held.packs() == 0, "it is on legal hold: " + held);

            repository.locks().hold(newest, false, RunControl.NONE);
            PruneResult little = repository.prune(request, RunControl.NONE);
            assertEquals(1, little.repacked().orElseThrow().packs(), little.toString());
            assertEquals(0, little.repacked().orElseThrow().locked(), little.toString());
            assertEquals(Map.of(), little.behind());
            assertTrue(Objects.requireNonNull(little.regions().get(TOKYO)).locked() > 0, little.toString());
            assertTrue(status(repository).whole());
            restore(repository, newest.getFirst());

            repository.locks().hold(newest, true, RunControl.NONE);
            assertTrue(isHeld(replacement()));
            repository.locks().hold(newest, false, RunControl.NONE);
            assertFalse(isHeld(replacement()));
            assertEquals(0, status(repository).held());
        }
    }

    /** The one that there is. */
    private String replacement() {
        try (S3Client client = minio.client()) {
            return client.listObjectsV2(r -> r.bucket(bucket).prefix("repo/sessions/")).contents().stream()
                    .map(S3Object::key)
                    .filter(key -> ObjectNames.isReplacement(key.substring("repo/".length())))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private boolean isHeld(String key) {
        try (S3Client client = minio.client()) {
            return client.headObject(r -> r.bucket(bucket).key(key)).objectLockLegalHoldStatus()
                    == ObjectLockLegalHoldStatus.ON;
        }
    }

    private static PruneRequest repacking(int below) {
        return new PruneRequest(
                false,
                Duration.ZERO,
                Duration.ofHours(24),
                Duration.ZERO,
                Optional.of(new RepackRequest(below, Long.MAX_VALUE)));
    }

    private static void forgetOldest(Repository repository) {
        repository.forget(new ForgetRequest(List.of(ids(repository).getFirst()), "test"), RunControl.NONE);
    }

    private static void write(Path source, int file) throws IOException {
        byte[] content = new byte[384 << 10];
        new Random(file * 31L + System.nanoTime()).nextBytes(content);
        Files.write(source.resolve("f" + file), content);
    }

    @Test
    void extensionAndHold_reachWhatVisibleSnapshotsNeed() throws IOException {
        Path source = makeSource();
        Instant later = Instant.now().plus(Duration.ofDays(20));
        List<SnapshotId> made;
        try (Repository repository = repositories().init(config(false), List.of(KEY))) {
            backup(repository, source);
            Files.writeString(source.resolve("new"), "written later\n");
            backup(repository, source);
            made = ids(repository);
        }
        try (Repository repository = Repositories.create(() -> later, new SecureRandom(), temp.resolve("cache"))
                .open(config(false), KEY, new UnlockPermit("test"))) {
            LockStatus.Found before = status(repository);
            assertEquals(before.needed(), before.due());
            var extended = repository.locks().extend(false, RunControl.NONE);
            assertEquals(Map.of(), extended.behind());
            assertEquals(
                    before.needed(),
                    Objects.requireNonNull(extended.regions().get(TOKYO)).extended());
            LockStatus.Found after = status(repository);
            assertEquals(0, after.due());
            assertFalse(
                    after.earliest().orElseThrow().isBefore(later.plus(PERIOD).minusSeconds(1)));

            repository.locks().hold(made, true, RunControl.NONE);
            assertEquals(
                    made, status(repository).heldSnapshots().stream().sorted().toList());
            repository.locks().hold(List.of(made.getFirst()), false, RunControl.NONE);
            LockStatus.Found held = status(repository);
            assertEquals(List.of(made.getLast()), held.heldSnapshots());
            assertTrue(held.held() > 1, held.toString());
            repository.locks().hold(List.of(made.getLast()), false, RunControl.NONE);
            assertEquals(0, status(repository).held());
        }
    }

    @Test
    void bucketWithoutLock_isRefusedWhenMadeAndWhenOpened() throws IOException {
        String plain = "unlocked-" + UUID.randomUUID();
        minio.createBucket(plain);
        RepositoryConfig wanted = config(minio.location(plain, "repo/"), true);
        assertEquals(
                LockError.VERSIONING_OFF,
                assertThrows(HikaeException.class, () -> repositories().init(wanted, List.of(KEY)))
                        .code());
        repositories()
                .init(config(minio.location(plain, "repo/"), false), List.of(KEY))
                .close();
        assertEquals(
                LockError.VERSIONING_OFF,
                assertThrows(HikaeException.class, () -> open(wanted)).code());
    }

    private Repositories repositories() {
        return Repositories.create(InstantSource.system(), new SecureRandom(), temp.resolve("cache"));
    }

    private Repository open(RepositoryConfig config) {
        return repositories().open(config, KEY, new UnlockPermit("test"));
    }

    private static LockStatus.Found status(Repository repository) {
        return repository
                .locks()
                .status(RunControl.NONE)
                .regions()
                .getFirst()
                .found()
                .orElseThrow();
    }

    private static List<SnapshotId> ids(Repository repository) {
        return repository.snapshots().stream().map(Snapshot::id).toList();
    }

    private void restore(Repository repository, SnapshotId snapshot) throws IOException {
        Path target = Files.createDirectory(temp.resolve("restored-" + snapshot));
        var request = new RestoreRequest(snapshot, List.of(), target, RestoreRequest.Overwrite.REFUSE, List.of());
        repository.restore(request, RunControl.NONE);
        assertTrue(repository.compare(request, RunControl.NONE).same());
    }

    private Path makeSource() throws IOException {
        Path source = Files.createDirectories(temp.resolve("source"));
        byte[] content = new byte[10 << 20];
        new Random(3).nextBytes(content);
        Files.write(source.resolve("big"), content);
        Files.writeString(source.resolve("small"), "small\n");
        return source;
    }

    private static void backup(Repository repository, Path source) {
        repository.backup(
                new BackupRequest(Optional.of("plan"), "host", List.of(source), List.of(), false, List.of()),
                RunControl.NONE);
    }

    private RepositoryConfig config(boolean oldest) {
        Location.S3 l = minio.location(bucket, "repo/");
        return config(oldest ? l.oldest() : l, true);
    }

    private static RepositoryConfig config(Location.S3 location, boolean locked) {
        return new RepositoryConfig(
                new RepositoryName("test"),
                List.of(new RepositoryConfig.Region(
                        TOKYO,
                        location,
                        locked ? Optional.of(new ObjectLock(ObjectLock.Mode.COMPLIANCE, PERIOD)) : Optional.empty())),
                TOKYO,
                1,
                new KeySource.Machine());
    }
}
