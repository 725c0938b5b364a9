package dev.hikae.engine.region;

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
import dev.hikae.engine.LockStatus;
import dev.hikae.engine.Repositories;
import dev.hikae.engine.Repository;
import dev.hikae.engine.RestoreRequest;
import dev.hikae.engine.RunControl;
import dev.hikae.engine.Snapshot;
import dev.hikae.engine.UnlockPermit;
import dev.hikae.engine.key.Credential;
import dev.hikae.engine.key.Secret;
import dev.hikae.engine.store.LockError;
import dev.hikae.engine.store.MinioRights;
import dev.hikae.engine.store.MinioServer;
import dev.hikae.engine.store.WithMinio;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ObjectLockRetentionMode;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** A thief with the credentials of a backup host, which has the rights of docs/REGIONS.md and no more: docs/ATTACKS.md. */
@ExtendWith(WithMinio.class)
final class WriterRightsTest {
    private static final Credential KEY = new Credential.KeyFile(Secret.copyOf(new byte[32]));
    private static final RegionName TOKYO = new RegionName("tokyo");
    private static final Optional<ObjectLock> LOCK =
            Optional.of(new ObjectLock(ObjectLock.Mode.COMPLIANCE, Duration.ofDays(30)));

    private final MinioServer minio;
    private final String bucket = "rights-" + UUID.randomUUID();

    @TempDir
    Path temp = Path.of("unset");

    WriterRightsTest(MinioServer minio) {
        this.minio = minio;
    }

    private MinioRights rights() {
        String all = "arn:aws:s3:::" + bucket + "/*";
        return MinioRights.of(minio, """
                {"Version": "2012-10-17", "Statement": [
                  {"Effect": "Allow", "Action": ["s3:ListBucket", "s3:ListBucketVersions", "s3:GetBucketVersioning",
                    "s3:GetBucketObjectLockConfiguration", "s3:GetLifecycleConfiguration"], "Resource": "arn:aws:s3:::%s"},
                  {"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload", "s3:GetObjectVersion",
                    "s3:PutObjectRetention", "s3:GetObjectRetention", "s3:GetObjectLegalHold"], "Resource": "%s"}]}
                """.formatted(bucket, all));
    }

    @Test
    void withLock_nothingIsLost_andWhatIsPutOnTopIsTold() throws IOException {
        minio.createLockingBucket(bucket);
        Location.S3 l = minio.location(bucket, "repo/");
        repositories().init(config(l, LOCK, Optional.empty()), List.of(KEY)).close();
        MinioRights rights = rights();
        Path credentials = rights.file(temp);
        SnapshotId made;
        try (Repository host = open(config(l, LOCK, Optional.empty(), credentials))) {
            made = backup(host);
        }
        long replaced = 0;
        try (S3Client thief = rights.client()) {
            for (ObjectVersion version : versions()) {
                assertDenied(() -> thief.deleteObject(r -> r.bucket(bucket).key(version.key())));
                assertDenied(() -> thief.deleteObject(
                        r -> r.bucket(bucket).key(version.key()).versionId(version.versionId())));
                if (isLocked(version)) {
                    assertDenied(() -> thief.putObjectRetention(r -> r.bucket(bucket)
                            .key(version.key())
                            .versionId(version.versionId())
                            .retention(t -> t.mode(ObjectLockRetentionMode.COMPLIANCE)
                                    .retainUntilDate(Instant.now().plusSeconds(60)))));
                    thief.putObject(r -> r.bucket(bucket).key(version.key()), RequestBody.fromString("junk"));
                    replaced++;
                }
            }
        }
        assertEquals(
                LockError.TAMPERED,
                assertThrows(HikaeException.class, () -> open(config(l, LOCK, Optional.empty())))
                        .code());
        try (Repository robbed = open(config(l, LOCK, Optional.of(Location.Versions.OLDEST)))) {
            LockStatus.Found found = robbed.locks()
                    .status(RunControl.NONE)
                    .regions()
                    .getFirst()
                    .found()
                    .orElseThrow();
            assertEquals(replaced, found.replaced());
            assertEquals(0, found.hidden());
            restore(robbed, made);
        }
    }

    /** A put by name replaces where no versions are kept, so the smallest rights are not enough by themselves. */
    @Test
    void withoutLock_aPutReplaces_andIsFound() throws IOException {
        minio.createBucket(bucket);
        Location.S3 l = minio.location(bucket, "repo/");
        repositories()
                .init(config(l, Optional.empty(), Optional.empty()), List.of(KEY))
                .close();
        MinioRights rights = rights();
        try (Repository host = open(config(l, Optional.empty(), Optional.empty(), rights.file(temp)))) {
            SnapshotId made = backup(host);
            try (S3Client thief = rights.client()) {
                String pack = versions().stream()
                        .map(ObjectVersion::key)
                        .filter(k -> k.contains("/packs/"))
                        .findFirst()
                        .orElseThrow();
                assertDenied(() -> thief.deleteObject(r -> r.bucket(bucket).key(pack)));
                thief.putObject(r -> r.bucket(bucket).key(pack), RequestBody.fromString("junk"));
                var report = host.check(java.util.Set.of(TOKYO), false, RunControl.NONE);
                assertTrue(report.findings().stream()
                        .anyMatch(f -> pack.endsWith(f.object()) && f.affected().equals(List.of(made))));
            }
        }
    }

    private static boolean isLocked(ObjectVersion version) {
        return !version.key().endsWith("/open") && !version.key().contains("/probe/");
    }

    private List<ObjectVersion> versions() {
        List<ObjectVersion> versions = new ArrayList<>();
        try (S3Client owner = minio.client()) {
            owner.listObjectVersionsPaginator(r -> r.bucket(bucket)).versions().forEach(versions::add);
        }
        assertFalse(versions.isEmpty());
        return versions;
    }

    private static void assertDenied(Executable call) {
        int status = assertThrows(S3Exception.class, call).statusCode();
        assertTrue(status == 403 || status == 400, "status " + status);
    }

    private Repositories repositories() {
        return Repositories.create(InstantSource.system(), new SecureRandom(), temp.resolve("cache"));
    }

    private Repository open(RepositoryConfig config) {
        return repositories().open(config, KEY, new UnlockPermit("test"));
    }

    private SnapshotId backup(Repository repository) throws IOException {
        Path source = Files.createDirectories(temp.resolve("source"));
        byte[] content = new byte[3 << 20];
        new Random(3).nextBytes(content);
        Files.write(source.resolve("big"), content);
        Snapshot made = repository
                .backup(
                        new BackupRequest(Optional.of("plan"), "host", List.of(source), List.of(), false, List.of()),
                        RunControl.NONE)
                .snapshot();
        return made.id();
    }

    private void restore(Repository repository, SnapshotId snapshot) throws IOException {
        Path target = Files.createDirectory(temp.resolve("restored"));
        var request = new RestoreRequest(snapshot, List.of(), target, RestoreRequest.Overwrite.REFUSE, List.of());
        repository.restore(request, RunControl.NONE);
        assertTrue(repository.compare(request, RunControl.NONE).same());
    }

    private static RepositoryConfig config(
            Location.S3 l, Optional<ObjectLock> lock, Optional<Location.Versions> versions) {
        return config(l, lock, versions, l.credentialsFile().orElseThrow());
    }

    private static RepositoryConfig config(
            Location.S3 l, Optional<ObjectLock> lock, Optional<Location.Versions> versions, Path credentials) {
        var location = new Location.S3(
                l.endpoint(),
                l.bucket(),
                l.prefix(),
                l.signingRegion(),
                l.pathStyle(),
                l.checksums(),
                Optional.of(credentials),
                l.caFile(),
                versions,
                l.storageClass());
        return new RepositoryConfig(
                new RepositoryName("test"),
                List.of(new RepositoryConfig.Region(TOKYO, location, lock)),
                TOKYO,
                1,
                new KeySource.Machine());
    }
}
