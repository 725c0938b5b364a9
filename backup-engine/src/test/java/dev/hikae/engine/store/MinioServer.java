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
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * A real MinIO on a free port of 127.0.0.1, its data and credentials in a folder of the test.
 *
 * <p>The program that {@code bin/minio} finds or builds, else a container where a Docker engine answers. It ends with
 * {@link #close}, and with the test's process whatever becomes of that.
 */
public final class MinioServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int ATTEMPTS = 3;
    private static final Pattern COUNTED =
            Pattern.compile("^minio_api_requests_total\\{.*name=\"(\\w+)\".*} (\\S+)$", Pattern.MULTILINE);

    /** Folder, in the server's own, of the key and certificate that it shows. */
    static final String CERTIFICATES = "certs";

    private final Path folder;
    private final int port;
    private final String accessKey = randomKey(10);
    private final String secretKey = randomKey(20);
    private final MinioRun run;

    private MinioServer(Path folder, Map<String, String> environment, Function<MinioRun.Settings, MinioRun> runner) {
        this.folder = folder;
        this.port = freePort();
        this.run = runner.apply(new MinioRun.Settings(folder, port, accessKey, secretKey, environment));
    }

    /** Starts one and waits until it is healthy; empty (and says so) where no MinIO can be had. */
    public static Optional<MinioServer> start(Path folder) {
        Optional<Function<MinioRun.Settings, MinioRun>> runner = BuiltProgram.MINIO
                .find()
                .<Function<MinioRun.Settings, MinioRun>>map(binary -> settings -> new MinioProcess(binary, settings))
                .or(() -> MinioContainer.isPossible() ? Optional.of(MinioContainer::new) : Optional.empty());
        if (runner.isEmpty()) {
            Skipped.because(
                    "tests on a real MinIO", "bin/minio neither found nor built one, and no Docker engine answers");
        }
        return runner.map(r -> started(folder, Map.of(), r));
    }

    /**
     * One with settings of its own, and with TLS where the folder holds {@link #CERTIFICATES}; never in a container, which would
     * not reach what the test serves.
     */
    static Optional<MinioServer> start(Path folder, Map<String, String> environment) {
        Optional<Path> binary = BuiltProgram.MINIO.find();
        if (binary.isEmpty()) {
            Skipped.because("tests on a MinIO with settings of its own", "bin/minio neither found nor built one");
        }
        return binary.map(b -> started(folder, environment, settings -> new MinioProcess(b, settings)));
    }

    /** A port that was free a moment ago may be taken by the time the server asks for it: then another one. */
    private static MinioServer started(
            Path folder, Map<String, String> environment, Function<MinioRun.Settings, MinioRun> runner) {
        for (int attempt = 1; ; attempt++) {
            MinioServer server = new MinioServer(folder, environment, runner);
            try {
                server.start();
                return server;
            } catch (IllegalStateException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
                System.err.println("MinIO on port " + server.port + " did not start; trying another port");
            }
        }
    }

    public URI endpoint() {
        return URI.create((isTls() ? "https" : "http") + "://127.0.0.1:" + port);
    }

    private boolean isTls() {
        return Files.exists(folder.resolve(CERTIFICATES).resolve(TestAuthority.SHOWN));
    }

    public String accessKey() {
        return accessKey;
    }

    public String secretKey() {
        return secretKey;
    }

    /** A properties file as {@link Location.S3#credentialsFile} names it. */
    public synchronized Path credentialsFile() {
        Path file = folder.resolve("credentials.properties");
        try {
            return Files.exists(file)
                    ? file
                    : Files.writeString(
                            file, "access-key-id = " + accessKey + "\nsecret-access-key = " + secretKey + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A location in a bucket of this server, ready for use. */
    public Location.S3 location(String bucket, String prefix) {
        return location(bucket, prefix, Location.ChecksumMode.WHEN_REQUIRED);
    }

    /** The same as {@link #location}, reached by another address. */
    public Location.S3 locationBy(URI address, String bucket, String prefix) {
        return new Location.S3(
                Optional.of(address),
                bucket,
                prefix,
                "us-east-1",
                true,
                Location.ChecksumMode.WHEN_REQUIRED,
                Optional.of(credentialsFile()),
                Optional.empty());
    }

    Location.S3 location(String bucket, String prefix, Location.ChecksumMode checksums) {
        return new Location.S3(
                Optional.of(endpoint()),
                bucket,
                prefix,
                "us-east-1",
                true,
                checksums,
                Optional.of(credentialsFile()),
                Optional.empty());
    }

    public MinioServer createBucket(String bucket) {
        try (S3Client client = client()) {
            client.createBucket(r -> r.bucket(bucket));
        }
        return this;
    }

    /** A bucket whose objects can be locked, and which therefore keeps versions. */
    public MinioServer createLockingBucket(String bucket) {
        try (S3Client client = client()) {
            client.createBucket(r -> r.bucket(bucket).objectLockEnabledForBucket(true));
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

    /** How often each operation was asked for since it started, by its name; empty where it runs in a container. */
    public Map<String, Long> requests() {
        HttpRequest request = HttpRequest.newBuilder(endpoint().resolve("/minio/metrics/v3/api/requests"))
                .timeout(PATIENCE)
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            Map<String, Long> counted = new TreeMap<>();
            COUNTED.matcher(http.send(request, HttpResponse.BodyHandlers.ofString())
                            .body())
                    .results()
                    .forEach(found -> counted.put(found.group(1), Math.round(Double.parseDouble(found.group(2)))));
            return counted;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Starts again after {@link #kill}, on the same port with the same data. */
    public void start() {
        run.start();
        awaitHealthy();
    }

    /** As if the machine had lost its power. */
    public void kill() {
        run.kill();
    }

    @Override
    public void close() {
        run.stop();
    }

    private void awaitHealthy() {
        HttpRequest request = HttpRequest.newBuilder(endpoint().resolve("/minio/health/ready"))
                .timeout(Duration.ofSeconds(2))
                .build();
        long begin = System.nanoTime();
        try (HttpClient http = TestAuthority.clientFor(folder.resolve(CERTIFICATES))) {
            while (run.isAlive() && System.nanoTime() - begin < PATIENCE.toNanos()) {
                if (isHealthy(http, request)) {
                    return;
                }
                Thread.sleep(50);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        close();
        throw new IllegalStateException("MinIO did not become healthy:\n" + run.log());
    }

    private static boolean isHealthy(HttpClient http, HttpRequest request) throws InterruptedException {
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    static int freePort() {
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
