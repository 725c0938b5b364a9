package dev.hikae.engine.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.utils.IoUtils;

/** Credentials of a MinIO that may do what a policy says, and no more: what a backup host is given. */
public final class MinioRights {
    private final MinioServer server;
    private final AwsSessionCredentials credentials;

    private MinioRights(MinioServer server, AwsSessionCredentials credentials) {
        this.server = server;
        this.credentials = credentials;
    }

    /** By the server's own STS, as docs.min.io has it: temporary, with the policy in the request. */
    public static MinioRights of(MinioServer server, String policy) {
        String body = "Action=AssumeRole&Version=2011-06-15&DurationSeconds=3600&Policy="
                + URLEncoder.encode(policy, StandardCharsets.UTF_8);
        var request = SdkHttpFullRequest.builder()
                .method(SdkHttpMethod.POST)
                .uri(server.endpoint().resolve("/"))
                .putHeader("Content-Type", "application/x-www-form-urlencoded")
                .build();
        var signed = AwsV4HttpSigner.create()
                .sign(r -> r.identity(AwsBasicCredentials.create(server.accessKey(), server.secretKey()))
                        .request(request)
                        .payload(() -> new java.io.ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "sts")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, "us-east-1"));
        try {
            byte[] content = IoUtils.toByteArray(signed.payload().orElseThrow().newStream());
            var sent = HttpRequest.newBuilder(server.endpoint().resolve("/"))
                    .POST(HttpRequest.BodyPublishers.ofByteArray(content));
            signed.request().headers().forEach((name, values) -> {
                if (!name.equalsIgnoreCase("Host") && !name.equalsIgnoreCase("Content-Length")) {
                    values.forEach(v -> sent.header(name, v));
                }
            });
            return new MinioRights(server, parse(send(sent.build())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String send(HttpRequest request) throws IOException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException("no credentials: " + answer.statusCode() + " " + answer.body());
            }
            return answer.body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static AwsSessionCredentials parse(String xml) {
        return AwsSessionCredentials.create(
                field(xml, "AccessKeyId"), field(xml, "SecretAccessKey"), field(xml, "SessionToken"));
    }

    private static String field(String xml, String name) {
        Matcher found = Pattern.compile("<" + name + ">([^<]+)</" + name + ">").matcher(xml);
        if (!found.find()) {
            throw new IllegalStateException("no " + name + " in " + xml);
        }
        return found.group(1);
    }

    /** A file as a region's {@code credentials_file} names it. */
    public Path file(Path folder) throws IOException {
        return Files.writeString(
                folder.resolve("writer.properties"),
                "access-key-id = " + credentials.accessKeyId() + "\nsecret-access-key = "
                        + credentials.secretAccessKey() + "\nsession-token = " + credentials.sessionToken() + "\n");
    }

    public S3Client client() {
        return S3Client.builder()
                .endpointOverride(server.endpoint())
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .credentialsProvider(StaticCredentialsProvider.create(credentials))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build();
    }
}
