package dev.hikae.engine.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.hikae.config.repository.Location;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes over the wire for a pack: one request, and how the server is to verify it. */
final class UploadRequestsTest {
    private static final String CHECKSUM = "x-amz-checksum-crc32c";
    private static final String SIGNED = "x-amz-content-sha256";
    private static final String UNSIGNED = "UNSIGNED-PAYLOAD";

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Request> requests = Collections.synchronizedList(new ArrayList<>());
    private volatile Manner manner = Manner.VERIFIES;
    private HttpServer server = unstarted();

    @TempDir
    Path temporary = Path.of("unset");

    private record Request(String method, Optional<String> checksum, String signed, byte[] body) {
        boolean isSigned() {
            return !signed.equals(UNSIGNED);
        }
    }

    /** What the server does with a checksum. */
    private enum Manner {
        VERIFIES,
        IGNORES,
        REFUSES
    }

    private static HttpServer unstarted() {
        try {
            return HttpServer.create();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.close();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var headers = exchange.getRequestHeaders();
            Optional<String> checksum = Optional.ofNullable(headers.getFirst(CHECKSUM));
            requests.add(new Request(
                    exchange.getRequestMethod(),
                    checksum,
                    String.valueOf(headers.getFirst(SIGNED)),
                    exchange.getRequestBody().readAllBytes()));
            switch (manner) {
                case VERIFIES ->
                    checksum.ifPresent(c -> exchange.getResponseHeaders().set(CHECKSUM, c));
                case IGNORES -> {}
                case REFUSES -> {
                    if (checksum.isPresent()) {
                        byte[] why = "<Error><Code>NotImplemented</Code></Error>".getBytes(StandardCharsets.UTF_8);
                        exchange.sendResponseHeaders(501, why.length);
                        exchange.getResponseBody().write(why);
                        return;
                    }
                }
            }
            exchange.getResponseHeaders().set("ETag", "\"0\"");
            exchange.sendResponseHeaders(200, -1);
        }
    }

    private S3Store store(Location.ChecksumMode mode) throws IOException {
        Path credentials =
                Files.writeString(temporary.resolve("credentials"), "access-key-id = test\nsecret-access-key = test\n");
        return S3Store.open(new Location.S3(
                Optional.of(URI.create("http://127.0.0.1:" + server.getAddress().getPort())),
                "bucket",
                "",
                "us-east-1",
                true,
                mode,
                Optional.of(credentials),
                Optional.empty()));
    }

    private static byte[] pack(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static void put(Store store, byte[] content) {
        try (Store.Upload upload = store.upload("packs/a")) {
            for (int from = 0; from < content.length; from += 1_000_003) {
                upload.write(ByteBuffer.wrap(content, from, Math.min(1_000_003, content.length - from)));
            }
            var crc = new java.util.zip.CRC32C();
            crc.update(content);
            upload.commit((int) crc.getValue());
        }
    }

    @Test
    void packIsOneRequest() throws IOException {
        byte[] content = pack(36 << 20);
        try (Store store = store(Location.ChecksumMode.WHEN_REQUIRED)) {
            put(store, content);
        }
        assertEquals(List.of("PUT"), requests.stream().map(Request::method).toList());
        assertArrayEquals(content, requests.getFirst().body());
    }

    @Test
    void bodyIsSignedUntilTheServerShowedThatItVerifiesChecksums() throws IOException {
        for (Location.ChecksumMode mode : Location.ChecksumMode.values()) {
            requests.clear();
            try (Store store = store(mode)) {
                for (int i = 0; i < 3; i++) {
                    put(store, pack(2 << 20));
                }
            }
            assertEquals(
                    List.of(true, false, false),
                    requests.stream().map(Request::isSigned).toList());
            assertTrue(requests.stream().allMatch(r -> r.checksum().isPresent()));
        }
    }

    @Test
    void serverThatKeepsNoChecksum_isSentSignedBodiesForGood() throws IOException {
        manner = Manner.IGNORES;
        try (Store store = store(Location.ChecksumMode.WHEN_REQUIRED)) {
            for (int i = 0; i < 3; i++) {
                put(store, pack(2 << 20));
            }
        }
        assertTrue(requests.stream().allMatch(Request::isSigned));
        assertEquals(
                List.of(true, false, false),
                requests.stream().map(r -> r.checksum().isPresent()).toList());
    }

    @Test
    void serverThatRefusesChecksums_isSentNoneFromThenOn() throws IOException {
        manner = Manner.REFUSES;
        try (Store store = store(Location.ChecksumMode.WHEN_REQUIRED)) {
            put(store, pack(2 << 20));
            put(store, pack(2 << 20));
        }
        assertEquals(
                List.of(true, false, false),
                requests.stream().map(r -> r.checksum().isPresent()).toList());
        assertTrue(requests.stream().allMatch(Request::isSigned));
    }

    @Test
    void smallObjects_areAlwaysSigned() throws IOException {
        try (Store store = store(Location.ChecksumMode.WHEN_REQUIRED)) {
            put(store, pack(2 << 20));
            assertTrue(store.putIfAbsent("sessions/x/open", ByteBuffer.allocate(10)));
        }
        assertTrue(requests.getLast().isSigned());
        assertFalse(requests.getLast().checksum().isPresent());
    }

    @Test
    void lentBytes_areSentFromWhereTheyAreAndGivenBackOnce() throws IOException {
        var expected = new ByteArrayOutputStream();
        var done = new AtomicInteger();
        try (Store store = store(Location.ChecksumMode.WHEN_REQUIRED)) {
            try (Store.Upload upload = store.upload("packs/a")) {
                for (int i = 0; i < 4; i++) {
                    byte[] piece = pack(100_000 + i);
                    expected.write(piece);
                    if (i == 2) {
                        upload.write(ByteBuffer.wrap(piece));
                        done.incrementAndGet();
                    } else {
                        upload.lend(ByteBuffer.wrap(piece), done::incrementAndGet);
                    }
                }
                assertEquals(1, done.get());
                upload.commit();
            }
        }
        assertEquals(4, done.get());
        assertArrayEquals(expected.toByteArray(), requests.getFirst().body());
    }

    @Test
    void brokenStore_isToldOnce() throws IOException {
        server.stop(0);
        try (Store store = store(Location.ChecksumMode.WHEN_REQUIRED)) {
            assertTrue(assertThrows(StoreException.class, () -> put(store, pack(2 << 20)))
                    .temporary());
        }
    }
}
