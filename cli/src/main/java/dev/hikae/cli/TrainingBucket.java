package dev.hikae.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * As much of S3 as a training run needs, in memory, for this machine only: it makes the client's classes run, so that the start
 * cache holds them. It checks no signature and proves nothing about S3; real servers are for tests.
 */
final class TrainingBucket implements AutoCloseable {
    private static final String XML = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";

    private static final String CHECKSUM = "x-amz-checksum-crc32c";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    // No lock is held while an answer is written: whoever reads one slowly asks for other objects meanwhile.
    private final NavigableMap<String, byte[]> objects = new ConcurrentSkipListMap<>();
    private final Map<String, NavigableMap<Integer, byte[]>> uploads = new ConcurrentHashMap<>();

    TrainingBucket() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    /** As {@code --repo} takes it. */
    String location() {
        return "s3:" + endpoint() + "/bucket/repository";
    }

    /** A repository's configuration with two regions in it. */
    String configuration(Path key) {
        var yaml =
                new StringBuilder("name: training\nhome: one\nkeys: {type: key-file, path: " + key + "}\nregions:\n");
        for (String region : List.of("one", "two")) {
            yaml.append("  - {name: " + region + ", type: s3, endpoint: '" + endpoint() + "', bucket: bucket, prefix: "
                    + region + "/}\n");
        }
        return yaml.toString();
    }

    private String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }

    private void handle(HttpExchange exchange) throws IOException {
        byte[] body = body(exchange);
        String key = exchange.getRequestURI().getPath().replaceFirst("^/bucket/?", "");
        Map<String, String> query = query(exchange);
        switch (exchange.getRequestMethod()) {
            case "PUT" -> put(exchange, key, query, body);
            case "POST" -> post(exchange, key, query);
            case "DELETE" -> {
                objects.remove(key);
                answer(exchange, 204, new byte[0]);
            }
            default -> get(exchange, key, query);
        }
        exchange.close();
    }

    private void put(HttpExchange exchange, String key, Map<String, String> query, byte[] body) throws IOException {
        String upload = query.get("uploadId");
        if (upload != null) {
            uploads.computeIfAbsent(upload, u -> new ConcurrentSkipListMap<>())
                    .put(Integer.valueOf(query.getOrDefault("partNumber", "1")), body);
        } else if (objects.putIfAbsent(key, body) != null) {
            answer(exchange, 412, xml("<Error><Code>PreconditionFailed</Code></Error>"));
            return;
        }
        exchange.getResponseHeaders().add("ETag", "\"0\"");
        // As a server does that compares it: what bodies look like after that is worth recording.
        Optional.ofNullable(exchange.getRequestHeaders().getFirst(CHECKSUM))
                .ifPresent(checksum -> exchange.getResponseHeaders().add(CHECKSUM, checksum));
        answer(exchange, 200, new byte[0]);
    }

    private void post(HttpExchange exchange, String key, Map<String, String> query) throws IOException {
        String upload = query.get("uploadId");
        if (upload == null) {
            answer(
                    exchange,
                    200,
                    xml("<InitiateMultipartUploadResult><UploadId>" + key
                            + "</UploadId></InitiateMultipartUploadResult>"));
            return;
        }
        var whole = new ByteArrayOutputStream();
        Optional.ofNullable(uploads.remove(upload))
                .ifPresent(parts -> parts.values().forEach(whole::writeBytes));
        objects.put(key, whole.toByteArray());
        answer(exchange, 200, xml("<CompleteMultipartUploadResult><ETag>\"0\"</ETag></CompleteMultipartUploadResult>"));
    }

    private void get(HttpExchange exchange, String key, Map<String, String> query) throws IOException {
        if (key.isEmpty()) {
            answer(exchange, 200, listing(query.getOrDefault("prefix", "")));
            return;
        }
        byte[] object = objects.get(key);
        if (object == null) {
            answer(exchange, 404, xml("<Error><Code>NoSuchKey</Code></Error>"));
            return;
        }
        exchange.getResponseHeaders().add("ETag", "\"0\"");
        String range = exchange.getRequestHeaders().getFirst("Range");
        if (range == null) {
            answer(exchange, 200, object);
            return;
        }
        String[] ends = range.substring("bytes=".length()).split("-", 2);
        int from = Integer.parseInt(ends[0]);
        int to = (int) Math.min(object.length, Long.parseLong(ends[1]) + 1);
        exchange.getResponseHeaders().add("Content-Range", "bytes " + from + "-" + (to - 1) + "/" + object.length);
        answer(exchange, 206, Arrays.copyOfRange(object, from, to));
    }

    private byte[] listing(String prefix) {
        var found = new StringBuilder("<ListBucketResult><IsTruncated>false</IsTruncated>");
        objects.tailMap(prefix).forEach((key, object) -> {
            if (key.startsWith(prefix)) {
                found.append("<Contents><Key>")
                        .append(key)
                        .append("</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified>");
                found.append("<ETag>\"0\"</ETag><Size>").append(object.length).append("</Size></Contents>");
            }
        });
        return xml(found.append("</ListBucketResult>").toString());
    }

    private static byte[] xml(String text) {
        return (XML + text).getBytes(StandardCharsets.UTF_8);
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        boolean head = exchange.getRequestMethod().equals("HEAD");
        if (head) {
            exchange.getResponseHeaders().add("Content-Length", Integer.toString(body.length));
        }
        exchange.sendResponseHeaders(status, head || body.length == 0 ? -1 : body.length);
        if (!head && body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }

    private static Map<String, String> query(HttpExchange exchange) {
        Map<String, String> query = new HashMap<>();
        for (String pair : Optional.ofNullable(exchange.getRequestURI().getQuery())
                .orElse("")
                .split("&")) {
            int equals = pair.indexOf('=');
            query.put(equals < 0 ? pair : pair.substring(0, equals), equals < 0 ? "" : pair.substring(equals + 1));
        }
        return query;
    }

    /** Also in chunks with signatures: {@code length in hexadecimal;…}, a line's end, as many bytes, a line's end; the last is empty. */
    private static byte[] body(HttpExchange exchange) throws IOException {
        List<String> encoding = Optional.ofNullable(exchange.getRequestHeaders().get("Content-Encoding"))
                .orElse(new ArrayList<>());
        if (encoding.stream().noneMatch(e -> e.contains("aws-chunked"))) {
            return exchange.getRequestBody().readAllBytes();
        }
        var in = new DataInputStream(exchange.getRequestBody());
        var body = new ByteArrayOutputStream();
        while (true) {
            String line = line(in);
            int length = Integer.parseInt(line.split(";", 2)[0], 16);
            if (length == 0) {
                in.readAllBytes();
                return body.toByteArray();
            }
            body.writeBytes(in.readNBytes(length));
            line(in);
        }
    }

    private static String line(DataInputStream in) throws IOException {
        var line = new StringBuilder();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            if (b != '\r') {
                line.append((char) b);
            }
        }
        return line.toString();
    }
}
