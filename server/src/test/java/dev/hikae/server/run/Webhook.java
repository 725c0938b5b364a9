package dev.hikae.server.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.hikae.config.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A receiver of alerts on a free port; answers with a status that a test sets. */
final class Webhook implements AutoCloseable {
    final List<JsonNode> received = new CopyOnWriteArrayList<>();
    volatile int status = 200;
    private final HttpServer server;

    Webhook() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        server.createContext("/", exchange -> {
            JsonNode body = Json.parse(exchange.getRequestBody().readAllBytes());
            if (status == 200) {
                received.add(body);
            }
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/alert");
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
