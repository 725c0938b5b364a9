package dev.hikae.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.crt.AwsCrtAsyncHttpClient;
import software.amazon.awssdk.http.crt.AwsCrtHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The clients of the AWS SDK against one S3 server, one client a process: how long it takes until the first answer, what packs and small
 * objects take both ways, the CPU time of this process for it, and its highest RSS.
 */
final class Clients {
    private static final String BUCKET = "bench";
    private static final int PACK = 32 << 20;
    private static final int SMALL = 10 << 10;

    private final Objects store;
    private final PrintStream out;
    private final int packs;
    private final int small;
    private final int threads;

    private Clients(Objects store, int packs, int small, int threads, PrintStream out) {
        this.store = store;
        this.packs = packs;
        this.small = small;
        this.threads = threads;
        this.out = out;
    }

    /** What is asked of each. */
    private interface Objects extends AutoCloseable {
        void put(String key, ByteBuffer content);

        /** Reads a range to its end, and returns its length. */
        long get(String key, long offset, long length);

        @Override
        void close();
    }

    public static void main(String[] arguments) throws IOException {
        if (arguments.length < 2) {
            throw new IllegalArgumentException(
                    "usage: Clients ENDPOINT url|apache5|crt|netty-async|crt-async [PACKS [SMALL [THREADS]]]");
        }
        Instant started =
                Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());
        URI endpoint = URI.create(arguments[0]);
        try (Objects store = open(arguments[1], endpoint)) {
            store.put("first", ByteBuffer.allocate(1));
            System.out.printf(
                    Locale.ROOT,
                    "%-12s first answer after %.2f s%n",
                    arguments[1],
                    Duration.between(started, Instant.now()).toMillis() / 1000.0);
            new Clients(
                            store,
                            number(arguments, 2, 32),
                            number(arguments, 3, 2000),
                            number(arguments, 4, 4),
                            System.out)
                    .run();
        }
        System.out.printf("%-12s highest RSS %d MB%n", arguments[1], highestRss() >> 20);
    }

    private static int number(String[] arguments, int at, int otherwise) {
        return arguments.length > at ? Integer.parseInt(arguments[at]) : otherwise;
    }

    private void run() {
        ByteBuffer pack = bytes(PACK);
        ByteBuffer little = bytes(SMALL);
        measure("packs up", (long) packs * PACK, packs, i -> store.put("packs/" + i, pack.duplicate()));
        measure("packs down", (long) packs * PACK, packs, i -> require(PACK, store.get("packs/" + i, 0, PACK)));
        measure("small up", (long) small * SMALL, small, i -> store.put("small/" + i, little.duplicate()));
        measure("small down", (long) small * SMALL, small, i -> require(SMALL, store.get("small/" + i, 0, SMALL)));
    }

    private static ByteBuffer bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(7).nextBytes(bytes);
        return ByteBuffer.allocateDirect(length).put(bytes).flip();
    }

    private static void require(long expected, long found) {
        if (expected != found) {
            throw new IllegalStateException(found + " bytes instead of " + expected);
        }
    }

    private interface Step {
        void run(int number);
    }

    private void measure(String what, long bytes, int count, Step step) {
        long cpu = cpuNanos();
        long began = System.nanoTime();
        List<Future<?>> running = new ArrayList<>();
        try (var pool = Executors.newFixedThreadPool(threads)) {
            for (int i = 0; i < count; i++) {
                int number = i;
                running.add(pool.submit(() -> step.run(number)));
            }
        }
        running.forEach(Clients::await);
        double seconds = (System.nanoTime() - began) / 1e9;
        out.printf(
                Locale.ROOT,
                "  %-11s %6d objects %7.2f s %7.2f s CPU %8.1f MB/s %8.0f/s%n",
                what,
                count,
                seconds,
                (cpuNanos() - cpu) / 1e9,
                bytes / 1e6 / seconds,
                count / seconds);
    }

    private static void await(Future<?> task) {
        try {
            task.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private static long highestRss() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"), StandardCharsets.US_ASCII)) {
            if (line.startsWith("VmHWM:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
            }
        }
        throw new IOException("no VmHWM");
    }

    private static Objects open(String client, URI endpoint) {
        return switch (client) {
            case "url" -> sync(endpoint, UrlConnectionHttpClient.builder().build());
            case "apache5" -> sync(endpoint, Apache5HttpClient.builder().build());
            case "crt" -> sync(endpoint, AwsCrtHttpClient.builder().build());
            case "netty-async" ->
                async(endpoint, NettyNioAsyncHttpClient.builder().build());
            case "crt-async" -> async(endpoint, AwsCrtAsyncHttpClient.builder().build());
            default -> throw new IllegalArgumentException("no client " + client);
        };
    }

    private static AwsCredentialsProvider credentials() {
        return StaticCredentialsProvider.create(
                AwsBasicCredentials.create(System.getenv("AWS_ACCESS_KEY_ID"), System.getenv("AWS_SECRET_ACCESS_KEY")));
    }

    private static Objects sync(URI endpoint, SdkHttpClient http) {
        S3Client s3 = S3Client.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .credentialsProvider(credentials())
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .serviceConfiguration(c -> c.chunkedEncodingEnabled(false))
                .httpClient(http)
                .build();
        return new Objects() {
            @Override
            public void put(String key, ByteBuffer content) {
                s3.putObject(
                        r -> r.bucket(BUCKET).key(key).ifNoneMatch("*"), RequestBody.fromRemainingByteBuffer(content));
            }

            @Override
            public long get(String key, long offset, long length) {
                byte[] buffer = new byte[1 << 20];
                long read = 0;
                try (InputStream in = s3.getObject(
                        r -> r.bucket(BUCKET).key(key).range("bytes=" + offset + "-" + (offset + length - 1)))) {
                    for (int n = in.readNBytes(buffer, 0, buffer.length);
                            n > 0;
                            n = in.readNBytes(buffer, 0, buffer.length)) {
                        read += n;
                    }
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
                return read;
            }

            @Override
            public void close() {
                s3.close();
                http.close();
            }
        };
    }

    private static Objects async(URI endpoint, SdkAsyncHttpClient http) {
        S3AsyncClient s3 = S3AsyncClient.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .credentialsProvider(credentials())
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .serviceConfiguration(c -> c.chunkedEncodingEnabled(false))
                .httpClient(http)
                .build();
        return new Objects() {
            @Override
            public void put(String key, ByteBuffer content) {
                var answer = s3.putObject(
                                r -> r.bucket(BUCKET).key(key).ifNoneMatch("*"),
                                AsyncRequestBody.fromRemainingByteBufferUnsafe(content))
                        .join();
                require(1, answer.eTag() == null ? 0 : 1);
            }

            @Override
            public long get(String key, long offset, long length) {
                byte[] buffer = new byte[1 << 20];
                long read = 0;
                try (InputStream in = s3.getObject(
                                r -> r.bucket(BUCKET).key(key).range("bytes=" + offset + "-" + (offset + length - 1)),
                                AsyncResponseTransformer.toBlockingInputStream())
                        .join()) {
                    for (int n = in.readNBytes(buffer, 0, buffer.length);
                            n > 0;
                            n = in.readNBytes(buffer, 0, buffer.length)) {
                        read += n;
                    }
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
                return read;
            }

            @Override
            public void close() {
                s3.close();
                http.close();
            }
        };
    }
}
