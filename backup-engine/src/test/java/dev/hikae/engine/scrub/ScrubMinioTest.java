package dev.hikae.engine.scrub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.RepositoryName;
import dev.hikae.config.repository.KeySource;
import dev.hikae.config.repository.Location;
import dev.hikae.config.repository.RepositoryConfig;
import dev.hikae.engine.BackupRequest;
import dev.hikae.engine.Repositories;
import dev.hikae.engine.Repository;
import dev.hikae.engine.RunControl;
import dev.hikae.engine.ScrubLevel;
import dev.hikae.engine.ScrubReport;
import dev.hikae.engine.ScrubReport.RegionResult;
import dev.hikae.engine.ScrubReport.State;
import dev.hikae.engine.ScrubRequest;
import dev.hikae.engine.key.Credential;
import dev.hikae.engine.key.Secret;
import dev.hikae.engine.store.MinioServer;
import dev.hikae.engine.store.WithMinio;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** On a real server: its own checksums, and healing by deleting and putting there. */
@ExtendWith(WithMinio.class)
final class ScrubMinioTest {
    private static final RegionName FOLDER = new RegionName("folder");
    private static final RegionName BUCKET = new RegionName("bucket");
    private static final Credential KEY = new Credential.KeyFile(Secret.copyOf(new byte[32]));

    private final MinioServer minio;

    @TempDir
    Path temporary = Path.of("unset");

    ScrubMinioTest(MinioServer minio) {
        this.minio = minio;
    }

    private RepositoryConfig config(Location.S3 bucket) {
        return new RepositoryConfig(
                new RepositoryName("test"),
                List.of(
                        new RepositoryConfig.Region(FOLDER, new Location.Folder(temporary.resolve("region"))),
                        new RepositoryConfig.Region(BUCKET, bucket)),
                FOLDER,
                2,
                new KeySource.Machine());
    }

    private Repository repository(Location.S3 bucket) throws IOException {
        Path source = Files.createDirectory(temporary.resolve("source"));
        byte[] content = new byte[20 << 20];
        new Random(9).nextBytes(content);
        Files.write(source.resolve("large"), content);
        Repository repository = Repositories.create(
                        InstantSource.system(), new SecureRandom(), temporary.resolve("cache"))
                .init(config(bucket), List.of(KEY));
        repository.backup(
                new BackupRequest(Optional.of("plan"), "host", List.of(source), List.of(), false, List.of()),
                RunControl.NONE);
        return repository;
    }

    private List<S3Object> packs(S3Client client, Location.S3 bucket) {
        return client.listObjectsV2(r -> r.bucket(bucket.bucket()).prefix(bucket.prefix() + "packs/"))
                .contents();
    }

    @Test
    void checksumsThatTheServerKeeps_areComparedWithoutADownload_andWhatDiffersIsHealed() throws IOException {
        Location.S3 plain = WithMinio.freshLocation(minio);
        var bucket = new Location.S3(
                plain.endpoint(),
                plain.bucket(),
                plain.prefix(),
                plain.signingRegion(),
                plain.pathStyle(),
                Location.ChecksumMode.WHEN_SUPPORTED,
                plain.credentialsFile(),
                plain.caFile());
        try (Repository repository = repository(bucket);
                S3Client client = minio.client()) {
            var request = ScrubRequest.of(ScrubLevel.L1, true).in(BUCKET);
            RegionResult whole =
                    repository.scrub(request, RunControl.NONE).regions().getFirst();
            assertEquals(0, whole.withoutChecksum(), "of large objects too");
            assertEquals(whole.objects(), whole.checked());
            assertTrue(whole.bytesRead() < 1 << 20, "nothing was downloaded but statements");
            S3Object pack = packs(client, bucket).stream()
                    .max(java.util.Comparator.comparingLong(S3Object::size))
                    .orElseThrow();
            assertTrue(pack.size() > 8 << 20, "a large one");
            String name = bucket.bucket();
            client.putObject(
                    r -> r.bucket(name).key(pack.key()).checksumAlgorithm("CRC32C"),
                    RequestBody.fromBytes(new byte[Math.toIntExact(pack.size())]));
            ScrubReport healed = repository.scrub(request, RunControl.NONE);
            assertEquals(1, healed.findings().size(), healed.toString());
            assertEquals(State.HEALED, healed.findings().getFirst().state(), healed.toString());
            assertEquals(
                    List.of(),
                    repository
                            .scrub(ScrubRequest.of(ScrubLevel.L3, false), RunControl.NONE)
                            .findings());
        }
    }

    @Test
    void serverThatKeepsNoChecksums_isNotTakenAtAnyWord() throws IOException {
        Location.S3 bucket = WithMinio.freshLocation(minio);
        try (Repository repository = repository(bucket);
                S3Client client = minio.client()) {
            putWithoutChecksum(client, bucket);
            ScrubReport report = repository.scrub(ScrubRequest.of(ScrubLevel.L1, true), RunControl.NONE);
            assertFalse(report.asDeepAsAsked());
            for (RegionResult region : report.regions()) {
                assertEquals(region.objects(), region.withoutChecksum());
            }
            String name = bucket.bucket();
            for (S3Object pack : packs(client, bucket)) {
                client.deleteObject(r -> r.bucket(name).key(pack.key()));
            }
            ScrubReport healed = repository.scrub(ScrubRequest.of(ScrubLevel.L0, true), RunControl.NONE);
            assertEquals(Set.of(State.HEALED), ScrubRig.states(healed), healed.toString());
            assertTrue(repository
                    .scrub(ScrubRequest.of(ScrubLevel.L2, false), RunControl.NONE)
                    .whole());
        }
    }

    /** This server keeps what it is given, and it is given checksums once it has shown that it compares them. */
    private static void putWithoutChecksum(S3Client client, Location.S3 bucket) {
        String name = bucket.bucket();
        for (String folder : List.of("packs/", "index/")) {
            for (S3Object object : client.listObjectsV2(r -> r.bucket(name).prefix(bucket.prefix() + folder))
                    .contents()) {
                byte[] bytes = client.getObjectAsBytes(r -> r.bucket(name).key(object.key()))
                        .asByteArray();
                client.putObject(r -> r.bucket(name).key(object.key()), RequestBody.fromBytes(bytes));
            }
        }
    }
}
