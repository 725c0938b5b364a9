package dev.hikae.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hikae.config.error.HikaeException;
import dev.hikae.server.TestClient.Answer;
import dev.hikae.server.catalogue.CatalogueError;
import dev.hikae.server.identity.Open;
import dev.hikae.server.identity.Permit;
import dev.hikae.server.settings.ServerError;
import dev.hikae.server.settings.Settings;
import jakarta.ws.rs.HttpMethod;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole service: configuration applied at the first start, a backup made and seen, operation, start and stop. */
class ServiceTest {
    private static final Pattern CSRF = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");
    private static final Pattern SNAPSHOT = Pattern.compile("/snapshots/(snap_[0-9a-f-]+)");

    private static TestService service;
    private static Path home;
    private static String admin = "";

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        home = folder;
        Path source = Files.createDirectories(folder.resolve("source/年度"));
        Files.writeString(source.resolve("報告.txt"), "first\n");
        Path plans = Files.createDirectories(folder.resolve("configuration/plans"));
        Path repositories = Files.createDirectories(folder.resolve("configuration/repositories"));
        Files.writeString(repositories.resolve("main.yml"), """
                name: main
                regions:
                  - {name: tokyo, type: folder, path: %1$s/tokyo}
                  - {name: osaka, type: folder, path: %1$s/osaka}
                home: tokyo
                quorum: 2
                keys: {type: machine}
                """.formatted(folder));
        Files.writeString(plans.resolve("docs.yml"), """
                name: docs
                description: documents
                repository: main
                source: {type: files, roots: [%s/source]}
                schedule: {cron: "0 0 3 * * ?", zone: Asia/Tokyo, start_window: 1h}
                objectives: {rto: 1h, rpo: 1d}
                retention: {keep_daily: 7, keep_within: 1d}
                restore_test: {selection: newest, region: remote, probes: [{type: content}]}
                """.formatted(folder));
        service = new TestService(folder);
        admin = service.firstSignIn();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void backup_isStartedOnThePage_andItsFileSeenThere() throws InterruptedException {
        TestClient browser = service.client();
        String form = csrf(page(browser, "/login"));
        browser.form("/login", Map.of("_csrf", form, "account", "admin", "password", TestService.ADMIN_PASSWORD));
        String overview = page(browser, "/").body();
        assertTrue(overview.contains("docs"), overview);
        Answer started = browser.form("/backups", Map.of("plan", "docs", "_csrf", csrf(page(browser, "/"))));
        assertEquals(303, started.status(), started.body());
        String run = URI.create(started.header("Location")).getPath();
        String shown = ended(browser, run);
        assertTrue(shown.contains("state-succeeded"), shown);
        Matcher snapshot = SNAPSHOT.matcher(page(browser, "/snapshots").body());
        assertTrue(snapshot.find());
        String roots = page(browser, "/snapshots/" + snapshot.group(1)).body();
        assertTrue(roots.contains(home + "/source"), roots);
        String inside = page(
                        browser,
                        "/snapshots/" + snapshot.group(1) + "?path="
                                + java.net.URLEncoder.encode(
                                        home + "/source/年度", java.nio.charset.StandardCharsets.UTF_8))
                .body();
        assertTrue(inside.contains("報告.txt"), inside);
        assertTrue(page(browser, "/regions").body().contains("osaka"));
        assertTrue(page(browser, "/register").body().contains("run planned"));
        assertTrue(page(browser, "/runs").body().contains("docs"));
        assertEquals(200, page(browser, "/restore-tests").status());
        assertEquals(200, page(browser, "/drills").status());
    }

    private static String ended(TestClient browser, String run) throws InterruptedException {
        for (int i = 0; i < 600; i++) {
            String body = page(browser, run).body();
            if (!body.contains("hx-trigger")) {
                return body;
            }
            Thread.sleep(100);
        }
        throw new AssertionError("the run does not end: " + page(browser, run).body());
    }

    private static Answer page(TestClient browser, String path) {
        return browser.send(browser.request(path).header("Accept", "text/html"));
    }

    private static String csrf(Answer page) {
        Matcher m = CSRF.matcher(page.body());
        assertTrue(m.find(), page.body());
        return m.group(1);
    }

    @Test
    void everyResourceMethod_declaresWhoMayCallIt() {
        int methods = 0;
        for (Class<?> resource : service.server().resources()) {
            for (Method method : resource.getMethods()) {
                if (Arrays.stream(method.getAnnotations())
                        .anyMatch(a -> a.annotationType().isAnnotationPresent(HttpMethod.class))) {
                    methods++;
                    assertTrue(
                            method.isAnnotationPresent(Permit.class) ^ method.isAnnotationPresent(Open.class),
                            method.toString());
                }
            }
        }
        assertTrue(methods > 40, "only " + methods);
    }

    @Test
    void everyRoute_isClosedToStrangers_unlessOpenOnPurpose() {
        JsonNode api =
                service.client().get("/api/v1/openapi.json", Optional.empty()).json();
        assertEquals("3.1.0", api.path("openapi").asText());
        api.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(operation -> {
                    boolean open = operation.getValue().path("security").isArray()
                            && operation.getValue().path("security").isEmpty();
                    String address = path.getKey().replaceAll("\\{[^}]+}", "x");
                    TestClient client = service.client();
                    Answer answer = client.send(client.request(address)
                            .header("Content-Type", "application/json")
                            .method(
                                    operation.getKey().toUpperCase(java.util.Locale.ROOT),
                                    HttpRequest.BodyPublishers.ofString("{}")));
                    assertEquals(
                            !open, answer.status() == 401, operation.getKey() + " " + address + " " + answer.body());
                }));
    }

    @Test
    void description_usesTheNamesOfTheWire() {
        JsonNode api =
                service.client().get("/api/v1/openapi.json", Optional.empty()).json();
        assertTrue(
                api.at("/components/schemas/SignInBody/properties").has("second_factor"),
                api.at("/components/schemas/SignInBody").toString());
        assertTrue(api.at("/components/schemas").has("Problem"));
    }

    @Test
    void adminPort_tellsHealthAndMetrics_andTakesNoOrders() throws Exception {
        HttpClient plain = HttpClient.newHttpClient();
        URI base = service.server().adminUri();
        assertEquals("127.0.0.1", base.getHost());
        HttpResponse<String> health = plain.send(
                HttpRequest.newBuilder(base.resolve("/healthcheck")).build(), HttpResponse.BodyHandlers.ofString());
        assertEquals(200, health.statusCode(), health.body());
        assertTrue(health.body().contains("catalogue"), health.body());
        HttpResponse<String> metrics = plain.send(
                HttpRequest.newBuilder(base.resolve("/metrics")).build(), HttpResponse.BodyHandlers.ofString());
        assertTrue(metrics.body().contains("jvm_memory"));
        HttpResponse<String> task = plain.send(
                HttpRequest.newBuilder(base.resolve("/tasks/gc"))
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertEquals(405, task.statusCode());
        assertEquals(
                200, service.client().get("/health-check", Optional.empty()).status());
    }

    @Test
    void secrets_areForTheServicesUserOnly() throws IOException {
        for (String folder : List.of("keys", "tls", "register", "audit", "evidence")) {
            assertEquals(
                    "rwx------",
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("data/" + folder))));
        }
        assertEquals(
                "rw-------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("data/tls/server.key"))));
    }

    @Test
    void secondService_onTheSameFolder_isRefused() {
        HikaeException e = assertThrows(HikaeException.class, () -> new TestService(home));
        assertEquals(CatalogueError.FOLDER_IN_USE, e.code());
    }

    @Test
    void takenPort_isNamed(@TempDir Path other) {
        Settings settings = Settings.defaults(other.resolve("data"), other.resolve("configuration"))
                .withListen(
                        new Settings.Listen("127.0.0.1", service.server().uri().getPort(), 0));
        HikaeException e = assertThrows(HikaeException.class, () -> HikaeServer.start(settings));
        assertEquals(ServerError.LISTEN, e.code(), e.getMessage());
        assertFalse(admin.isEmpty());
    }
}
