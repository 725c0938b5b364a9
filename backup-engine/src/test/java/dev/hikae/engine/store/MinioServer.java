package dev.hikae.engine.store;

import dev.hikae.config.repository.Location;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * A real MinIO on a free port of 127.0.0.1, its data and credentials in a folder of the test.
 *
 * <p>It ends with {@link #close}, and with the test's process whatever becomes of that: a shell waits for the end of
 * its input, which this process holds.
 */
public final class MinioServer implements AutoCloseable {
    private static final String SHELL = "\"$@\" </dev/null & pid=$!; cat >/dev/null; kill $pid 2>/dev/null; wait $pid";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path binary;
    private final Path folder;
    private final int port;
    private final String accessKey = randomKey(10);
    private final String secretKey = randomKey(20);
    private @Nullable Process process;

    private MinioServer(Path binary, Path folder) {
        this.binary = binary;
        this.folder = folder;
        this.port = freePort();
    }

    /** Starts one and waits until it is healthy; empty (and says so) where no MinIO can be had. */
    public static Optional<MinioServer> start(Path folder) {
        return MinioBinary.find().map(binary -> {
            MinioServer server = new MinioServer(binary, folder);
            server.start();
            return server;
        });
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + port);
    }

    public String accessKey() {
        return accessKey;
    }

    public String secretKey() {
        return secretKey;
    }

    /** A properties file as {@link Location.S3#credentialsFile} names it. */
    public Path credentialsFile() {
        Path file = folder.resolve("credentials.properties");
        try {
            return Files.writeString(
                    file, "access-key-id = " + accessKey + "\nsecret-access-key = " + secretKey + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A location in a bucket of this server, ready for use. */
    public Location.S3 location(String bucket, String prefix) {
        return new Location.S3(
                Optional.of(endpoint()),
                bucket,
                prefix,
                "us-east-1",
                true,
                Location.ChecksumMode.WHEN_SUPPORTED,
                Optional.of(credentialsFile()),
                Optional.empty());
    }

    public MinioServer createBucket(String bucket) {
        try (S3Client client = client()) {
            client.createBucket(r -> r.bucket(bucket));
        }
        return this;
    }

    /** The SDK's own client, for what a store does not do. */
    public S3Client client() {
        return S3Client.builder()
                .endpointOverride(endpoint())
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, secretKey)))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build();
    }

    /** Starts again after {@link #kill}, on the same port with the same data. */
    public void start() {
        try {
            Path log = folder.resolve("minio.log");
            ProcessBuilder builder = new ProcessBuilder(List.of(
                            "/bin/sh",
                            "-c",
                            SHELL,
                            "minio",
                            binary.toString(),
                            "server",
                            "--quiet",
                            "--address",
                            "127.0.0.1:" + port,
                            Files.createDirectories(folder.resolve("data")).toString()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            builder.environment()
                    .putAll(Map.of(
                            "MINIO_ROOT_USER",
                            accessKey,
                            "MINIO_ROOT_PASSWORD",
                            secretKey,
                            "MINIO_BROWSER",
                            "off",
                            "HOME",
                            folder.toString()));
            Process started = builder.start();
            process = started;
            awaitHealthy(started, log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As if the machine had lost its power. */
    public void kill() {
        Process running = process;
        if (running != null) {
            running.descendants().forEach(ProcessHandle::destroyForcibly);
            end(running);
        }
    }

    @Override
    public void close() {
        Process running = process;
        if (running != null) {
            end(running);
        }
    }

    private void end(Process running) {
        process = null;
        try {
            running.getOutputStream().close();
            if (!running.waitFor(20, TimeUnit.SECONDS)) {
                running.descendants().forEach(ProcessHandle::destroyForcibly);
                running.destroyForcibly().waitFor();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitHealthy(Process started, Path log) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(endpoint().resolve("/minio/health/ready"))
                .timeout(Duration.ofSeconds(2))
                .build();
        long begin = System.nanoTime();
        try (HttpClient http = HttpClient.newHttpClient()) {
            while (started.isAlive() && System.nanoTime() - begin < PATIENCE.toNanos()) {
                if (isHealthy(http, request)) {
                    return;
                }
                Thread.sleep(50);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        close();
        throw new IllegalStateException("MinIO did not become healthy:\n" + Files.readString(log));
    }

    private static boolean isHealthy(HttpClient http, HttpRequest request) throws InterruptedException {
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String randomKey(int bytes) {
        byte[] key = new byte[bytes];
        new SecureRandom().nextBytes(key);
        return HexFormat.of().formatHex(key).toLowerCase(Locale.ROOT);
    }
}
