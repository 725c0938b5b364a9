package dev.hikae.engine.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.config.repository.Location;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** What S3 alone has, on a real MinIO. */
@ExtendWith(WithMinio.class)
final class S3StoreFaultsTest {
    private final MinioServer minio;
    private final Location.S3 good;

    @TempDir
    Path temp = Path.of("unset");

    S3StoreFaultsTest(MinioServer minio) {
        this.minio = minio;
        this.good = WithMinio.freshLocation(minio);
    }

    @Test
    void missingBucket_isNamed() {
        try (Store store = S3Store.open(minio.location("no-such-bucket", ""))) {
            for (var e : List.of(
                    assertThrows(StoreException.class, () -> store.putIfAbsent("x", ByteBuffer.allocate(1))),
                    assertThrows(StoreException.class, () -> store.get("x")),
                    assertThrows(StoreException.class, () -> store.list("", item -> {})))) {
                assertEquals(StoreError.BUCKET_MISSING, e.code());
                assertTrue(e.getMessage().contains("no-such-bucket"));
            }
        }
    }

    @Test
    void foreignObjects_arePassedOver() {
        try (Store store = S3Store.open(good);
                S3Client client = S3Clients.open(good, Patience.DEFAULT)) {
            store.putIfAbsent("keys/0a", ByteBuffer.allocate(1));
            for (String foreign : List.of("keys/", "keys/Made By Console.TXT", "sessions/Made By Hand/outcome")) {
                client.putObject(
                        r -> r.bucket(good.bucket()).key(good.prefix() + foreign), RequestBody.fromString("foreign"));
            }
            List<String> names = new ArrayList<>();
            store.list("", item -> names.add(item.name()));
            assertEquals(List.of("keys/0a"), names);
        }
    }

    @Test
    void wrongKey_isRefusedByNumberWithoutShowingTheSecret() throws IOException {
        Path file = Files.writeString(
                temp.resolve("c"), "access-key-id = " + minio.accessKey() + "\nsecret-access-key = wrong-secret-1\n");
        try (Store store =
                S3Store.open(with(good.endpoint(), Optional.of(file), Location.ChecksumMode.WHEN_SUPPORTED))) {
            StoreException e = assertThrows(StoreException.class, () -> store.list("", item -> {}));
            assertEquals(StoreError.CREDENTIALS_REFUSED, e.code());
            assertFalse(e.getMessage().contains("wrong-secret-1"));
        }
    }

    @Test
    void credentialsFileWithoutAKey_isNamed() throws IOException {
        for (Path file :
                List.of(temp.resolve("missing"), Files.writeString(temp.resolve("c"), "access-key-id = x\n"))) {
            var location = with(good.endpoint(), Optional.of(file), Location.ChecksumMode.WHEN_SUPPORTED);
            StoreException e = assertThrows(StoreException.class, () -> S3Store.open(location));
            assertEquals(StoreError.CREDENTIALS_MISSING, e.code());
            assertTrue(e.getMessage().contains(file.toString()));
        }
    }

    @Test
    void caFileWithoutACertificate_isNamed() throws IOException {
        Path file = Files.writeString(temp.resolve("ca.pem"), "");
        var location = new Location.S3(
                good.endpoint(),
                "b",
                "",
                "us-east-1",
                true,
                good.checksums(),
                good.credentialsFile(),
                Optional.of(file));
        assertEquals(
                StoreError.CA_FILE,
                assertThrows(StoreException.class, () -> S3Store.open(location)).code());
    }

    @Test
    void serverThatIsNotThere_isUnreachableAndWorthATry() {
        var location = with(Optional.of(URI.create("http://127.0.0.1:1")), good.credentialsFile(), good.checksums());
        try (Store store = S3Store.open(location)) {
            StoreException e = assertThrows(StoreException.class, () -> store.get("x"));
            assertEquals(StoreError.UNREACHABLE, e.code());
            assertTrue(e.temporary());
        }
    }

    @Test
    void serverThatTakesNothing_isGivenUpAfterASilence() throws IOException {
        var patience = new Patience(
                Duration.ofSeconds(2), Duration.ofMillis(500), Duration.ofSeconds(2), Duration.ofSeconds(2));
        try (ServerSocket deaf = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            var location = with(
                    Optional.of(URI.create("http://127.0.0.1:" + deaf.getLocalPort())),
                    good.credentialsFile(),
                    good.checksums());
            try (Store store = S3Store.open(location, Optional.empty(), patience, Optional.empty())) {
                StoreException e = assertThrows(
                        StoreException.class, () -> store.putIfAbsent("x", ByteBuffer.allocate(Store.SMALL)));
                assertEquals(StoreError.UNREACHABLE, e.code());
                assertTrue(e.temporary());
            }
        }
    }

    @Test
    void interruptedPut_endsAtOnce() throws Exception {
        try (ServerSocket deaf = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            var location = with(
                    Optional.of(URI.create("http://127.0.0.1:" + deaf.getLocalPort())),
                    good.credentialsFile(),
                    good.checksums());
            try (Store store = S3Store.open(location)) {
                var put = new FutureTask<>(() -> store.putIfAbsent("x", ByteBuffer.allocate(Store.SMALL)));
                Thread putting = Thread.ofPlatform().start(put);
                deaf.accept();
                putting.interrupt();
                ExecutionException e = assertThrows(ExecutionException.class, put::get);
                assertEquals(
                        StoreError.INTERRUPTED,
                        assertInstanceOf(StoreException.class, e.getCause()).code());
            }
        }
    }

    @Test
    void bothChecksumModes_work() throws IOException {
        byte[] content = new byte[9 << 20];
        new Random(5).nextBytes(content);
        for (Location.ChecksumMode mode : Location.ChecksumMode.values()) {
            try (Store store = S3Store.open(with(good.endpoint(), good.credentialsFile(), mode));
                    Store.Upload upload = store.upload("mode/" + mode.ordinal())) {
                upload.write(ByteBuffer.wrap(content));
                upload.commit();
                assertArrayEquals(
                        content,
                        store.read("mode/" + mode.ordinal(), 0, content.length)
                                .orElseThrow()
                                .readAllBytes());
            }
        }
    }

    @Test
    void uploadWhoseCommitAnswerGotLost_isFoundCommitted() {
        for (String call : List.of("putObject", "completeMultipartUpload")) {
            for (int size : new int[] {100, 5 << 20, 9 << 20}) {
                if (call.equals("putObject") == (size <= SmallParts.SIZES.whole())) {
                    String name = "lost/" + size;
                    var lossy = SmallParts.store(LosingAnswers.of(minio.client(), call), good, 1000);
                    try (Store store = new RetryingStore(lossy, duration -> {}, () -> 0);
                            Store.Upload upload = store.upload(name)) {
                        upload.write(ByteBuffer.allocate(size));
                        upload.commit();
                    }
                    try (Store store = S3Store.open(good)) {
                        assertEquals(Optional.of((long) size), store.size(name));
                    }
                }
            }
        }
    }

    @Test
    void repeatedCommit_doesNotTakeSomebodyElsesObjectForItsOwn() {
        for (int size : new int[] {100, 5 << 20}) {
            String name = "theirs/" + size;
            var lossy = SmallParts.store(LosingAnswers.of(minio.client(), "putObject"), good, 1000);
            try (Store other = S3Store.open(good);
                    Store.Upload upload = lossy.upload(name)) {
                upload.write(ByteBuffer.allocate(size));
                assertThrows(StoreException.class, upload::commit);
                other.delete(name);
                try (Store.Upload theirs = other.upload(name)) {
                    theirs.write(ByteBuffer.allocate(size).put(0, (byte) 1));
                    theirs.commit();
                }
                assertEquals(
                        StoreError.EXISTS,
                        assertThrows(StoreException.class, upload::commit).code());
            }
        }
    }

    @Test
    void wrongChecksum_isRefusedByTheServerAndNothingIsThere() {
        for (Location.ChecksumMode mode : Location.ChecksumMode.values()) {
            try (Store store = S3Store.open(with(good.endpoint(), good.credentialsFile(), mode))) {
                for (int i = 0; i < 2; i++) {
                    // The first one tells the store what the server can do.
                    String name = mode.ordinal() + "/" + i;
                    try (Store.Upload upload = store.upload("right/" + name)) {
                        upload.write(ByteBuffer.allocate(1 << 20));
                        upload.commit(crc32c(new byte[1 << 20]));
                    }
                    try (Store.Upload upload = store.upload("wrong/" + name)) {
                        upload.write(ByteBuffer.allocate(1 << 20));
                        assertThrows(StoreException.class, () -> upload.commit(1));
                    }
                    assertEquals(Optional.empty(), store.size("wrong/" + name));
                }
            }
        }
    }

    private static int crc32c(byte[] bytes) {
        var crc = new java.util.zip.CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    @Test
    void partWhoseAnswerGotLost_isSentAgain() throws IOException {
        byte[] content = new byte[20_000_000];
        new Random(6).nextBytes(content);
        var lossy = SmallParts.store(LosingAnswers.of(minio.client(), "uploadPart"), good, 1000);
        try (Store store = new RetryingStore(lossy, duration -> {}, () -> 0);
                Store.Upload upload = store.upload("parts")) {
            upload.write(ByteBuffer.wrap(content));
            upload.commit();
            try (var in = store.read("parts", 0, content.length).orElseThrow()) {
                assertArrayEquals(content, in.readAllBytes());
            }
        }
    }

    @Test
    void givenUpUpload_leavesNoPartsInTheBucket() {
        try (Store store = SmallParts.store(S3Clients.open(good, Patience.DEFAULT), good, 1000)) {
            try (Store.Upload upload = store.upload("given-up")) {
                upload.write(ByteBuffer.allocate(20 << 20));
                assertEquals(1, openUploads());
            }
            assertEquals(0, openUploads());
        }
    }

    @Test
    void prefix_keepsRepositoriesApart() {
        try (Store a = S3Store.open(WithMinio.freshLocation(minio));
                Store b = S3Store.open(WithMinio.freshLocation(minio))) {
            assertTrue(a.putIfAbsent("x", ByteBuffer.allocate(1)));
            assertTrue(b.putIfAbsent("x", ByteBuffer.allocate(2)));
            assertEquals(Optional.of(1L), a.size("x"));
        }
    }

    @Test
    void openedByLocation_retriesAndProbes() {
        Stores stores = new Stores(new SecureRandom(), Pause.SLEEP);
        try (Store store = stores.create(good)) {
            stores.probe(store);
            assertTrue(store.putIfAbsent("x", ByteBuffer.allocate(1)));
        }
        try (Store store = stores.open(good)) {
            assertEquals(Optional.of(1L), store.size("x"));
        }
    }

    private int openUploads() {
        try (var client = minio.client()) {
            String key = good.prefix() + "given-up";
            return client.listMultipartUploads(r -> r.bucket(WithMinio.BUCKET).prefix(key))
                    .uploads()
                    .size();
        }
    }

    private Location.S3 with(Optional<URI> endpoint, Optional<Path> credentials, Location.ChecksumMode checksums) {
        return new Location.S3(
                endpoint, good.bucket(), good.prefix(), "us-east-1", true, checksums, credentials, Optional.empty());
    }
}
