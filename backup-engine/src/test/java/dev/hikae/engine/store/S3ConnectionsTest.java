package dev.hikae.engine.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.HttpServer;
import dev.hikae.config.repository.Location;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A connection is dear where it has to agree on keys first: what was read to its end leaves one for the next request. */
final class S3ConnectionsTest {
    private static final int LENGTH = 3 << 20;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<Integer> ports = ConcurrentHashMap.newKeySet();
    private HttpServer server = unstarted();

    @TempDir
    Path temporary = Path.of("unset");

    private static HttpServer unstarted() {
        try {
            return HttpServer.create();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Every object is so many zeros, whatever part of it is asked for. */
    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            ports.add(exchange.getRemoteAddress().getPort());
            try (exchange) {
                exchange.sendResponseHeaders(206, LENGTH);
                exchange.getResponseBody().write(new byte[LENGTH]);
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.close();
    }

    private S3Store store() throws IOException {
        Path credentials =
                Files.writeString(temporary.resolve("credentials"), "access-key-id = test\nsecret-access-key = test\n");
        return S3Store.open(new Location.S3(
                Optional.of(URI.create("http://127.0.0.1:" + server.getAddress().getPort())),
                "bucket",
                "",
                "us-east-1",
                true,
                Location.ChecksumMode.WHEN_REQUIRED,
                Optional.of(credentials),
                Optional.empty()));
    }

    private static void read(Store store, int bytes) throws IOException {
        try (InputStream in = store.read("packs/a", 0, LENGTH).orElseThrow()) {
            assertEquals(bytes, in.readNBytes(bytes).length);
        }
    }

    @Test
    void readToTheEnd_leavesTheConnectionToTheNext() throws IOException {
        try (Store store = store()) {
            for (int i = 0; i < 4; i++) {
                read(store, LENGTH);
            }
        }
        assertEquals(1, ports.size());
    }

    @Test
    void givenUpInTheMiddle_hangsUp() throws IOException {
        try (Store store = store()) {
            read(store, 1);
            read(store, 1);
        }
        assertEquals(2, ports.size());
    }
}
