package dev.hikae.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hikae.config.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;

/**
 * One person's or machine's session with a service.
 *
 * <p>Every answer that is an error becomes a {@link ServiceException} that carries the service's code, sentence and
 * hint. Safe for use by several threads.
 */
public final class ServiceClient implements AutoCloseable {
    private final URI base;
    private final HttpClient http;
    private final Locale locale;
    private final Optional<String> token;

    private ServiceClient(URI base, HttpClient http, Locale locale, Optional<String> token) {
        this.base = base;
        this.http = http;
        this.locale = locale;
        this.token = token;
    }

    /**
     * A client that nobody has signed in with.
     *
     * @param base for example {@code https://127.0.0.1:8443}
     * @param trusted PEM of the service's certificate or its authority; empty means the JDK's authorities
     */
    public static ServiceClient of(URI base, Optional<Path> trusted, Locale locale) {
        var parameters = new SSLParameters();
        parameters.setProtocols(new String[] {"TLSv1.3"});
        HttpClient.Builder http = HttpClient.newBuilder()
                .connectTimeout(Duration.ofSeconds(10))
                .version(HttpClient.Version.HTTP_1_1)
                .sslParameters(parameters);
        trusted.ifPresent(pem -> http.sslContext(trusting(pem)));
        return new ServiceClient(base, http.build(), locale, Optional.empty());
    }

    private static SSLContext trusting(Path pem) {
        try (InputStream in = Files.newInputStream(pem)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int i = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("trusted-" + i++, certificate);
            }
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLSv1.3");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("bug: no TLS 1.3 in this JDK", e);
        }
    }

    /** The same service as this account; the password is sent once and not kept. */
    public ServiceClient signIn(String account, String password) {
        ObjectNode body =
                Json.mapper().createObjectNode().put("account", account).put("password", password);
        return withToken(post("/sign-in", body).get("access_token").asText());
    }

    public ServiceClient withToken(String jwt) {
        return new ServiceClient(base, http, locale, Optional.of(jwt));
    }

    public Optional<String> token() {
        return token;
    }

    public JsonNode get(String path) {
        return json(send(request(path).GET().build()));
    }

    public JsonNode post(String path, JsonNode body) {
        HttpRequest request = request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(Json.bytes(body)))
                .build();
        return json(send(request));
    }

    /** Status of a GET, whatever it is. */
    public int status(String path) {
        return exchange(request(path).GET().build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    /** Saves an answer's body as a file that must not exist yet. */
    public void download(String path, Path file) {
        HttpResponse<InputStream> answer =
                exchange(request(path).GET().build(), HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream in = answer.body()) {
            if (answer.statusCode() != 200) {
                throw problem(answer.statusCode(), in.readAllBytes());
            }
            Files.copy(in, file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Follows a run's events until it has ended, and returns the run.
     *
     * @param each called with the event's name and data
     */
    public JsonNode follow(String runId, Consumer<Event> each) {
        HttpRequest request = request("/runs/" + runId + "/events")
                .header("Accept", "text/event-stream")
                .GET()
                .build();
        HttpResponse<InputStream> answer = exchange(request, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream in = answer.body()) {
            if (answer.statusCode() != 200) {
                throw problem(answer.statusCode(), in.readAllBytes());
            }
            EventStream.read(in, each);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return get("/runs/" + runId);
    }

    /** One server-sent event. */
    public record Event(String name, JsonNode data) {}

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + "/api/v1" + path))
                .header("Accept-Language", locale.getLanguage())
                .timeout(Duration.ofMinutes(10));
        token.ifPresent(jwt -> request.header("Authorization", "Bearer " + jwt));
        return request;
    }

    private HttpResponse<byte[]> send(HttpRequest request) {
        HttpResponse<byte[]> answer = exchange(request, HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() >= 400) {
            throw problem(answer.statusCode(), answer.body());
        }
        return answer;
    }

    private <T> HttpResponse<T> exchange(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return http.send(request, handler);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("interrupted", e));
        }
    }

    private static JsonNode json(HttpResponse<byte[]> answer) {
        return answer.body().length == 0 ? Json.mapper().createObjectNode() : Json.parse(answer.body());
    }

    private static ServiceException problem(int status, byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8);
        if (!text.startsWith("{")) {
            return new ServiceException(status, "", text, "");
        }
        JsonNode problem = Json.parse(text);
        return new ServiceException(
                status,
                problem.path("code").asText(),
                problem.path("detail").asText(),
                problem.path("hint").asText());
    }

    public URI base() {
        return base;
    }

    @Override
    public void close() {
        http.close();
    }
}
