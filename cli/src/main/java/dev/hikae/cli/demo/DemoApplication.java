package dev.hikae.cli.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The world around the service: an application that serves an inventory, and the receiver of its alerts.
 *
 * <p>{@code GET /health} counts the items of the data its pointer file names; {@code POST /alerts} keeps what arrives.
 */
final class DemoApplication implements AutoCloseable {
    private final HttpServer server;
    private final BlockingQueue<String> alerts = new LinkedBlockingQueue<>();

    DemoApplication(Path pointer) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/health", exchange -> health(exchange, pointer));
        server.createContext("/alerts", this::alert);
        server.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** The next alert that arrives within the time, if one does. */
    Optional<String> awaitAlert(long seconds) {
        try {
            return Optional.ofNullable(alerts.poll(seconds, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static void health(HttpExchange exchange, Path pointer) throws IOException {
        if (!Files.exists(pointer)) {
            answer(exchange, 503, "no data yet\n");
            return;
        }
        Path inventory = Path.of(Files.readString(pointer).strip()).resolve("inventory.csv");
        if (!Files.exists(inventory)) {
            answer(exchange, 503, "no inventory\n");
            return;
        }
        long items = Files.readAllLines(inventory).stream()
                .filter(line -> line.contains(",item-"))
                .count();
        answer(exchange, 200, "ready: " + items + " items\n");
    }

    private void alert(HttpExchange exchange) throws IOException {
        alerts.add(new String(exchange.getRequestBody().readNBytes(1 << 20), StandardCharsets.UTF_8));
        answer(exchange, 204, "");
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.getResponseHeaders().add("Content-Type", "text/plain; charset=utf-8");
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            if (body.length > 0) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
