package dev.hikae.server.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hikae.server.TestClient;
import dev.hikae.server.TestClient.Answer;
import dev.hikae.server.TestService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** A service that protects a small folder in three regions, and one person of each role. */
final class World implements AutoCloseable {
    /** Of everybody but the administrator. */
    static final String PASSWORD = "a lasting phrase, 53 pebbles";

    final Path home;
    final Path source;
    final Path restores;
    private final Map<String, String> tokens = new HashMap<>();
    private TestService service;
    private TestClient client;

    World(Path home) throws IOException {
        this(home, folders(home));
    }

    /** @param repository the file that describes it */
    World(Path home, String repository) throws IOException {
        this.home = home;
        this.source = Files.createDirectories(home.resolve("source"));
        this.restores = Files.createDirectories(home.resolve("restores"));
        for (int i = 0; i < 7; i++) {
            Files.writeString(source.resolve("file-" + i + ".txt"), ("line " + i + "\n").repeat(200));
        }
        Files.createDirectories(home.resolve("regions"));
        write("repositories/main.yml", repository);
        write("plans/docs.yml", plan("docs", "1d"));
        write("runbooks/loss.yml", runbook());
        service = new TestService(home, List.of(restores));
        client = service.client();
        tokens.put("administrator", service.firstSignIn());
        for (String role : List.of("operator", "approver", "auditor", "viewer")) {
            tokens.put(role, arrive(role));
        }
    }

    private void write(String path, String text) throws IOException {
        Path file = home.resolve("configuration").resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private String arrive(String role) {
        String once = "first and once only, 47 marbles";
        Answer made = post(
                "administrator",
                "/accounts",
                "{'name':'%s','roles':['%s'],'password':'%s'}".formatted(role, role, once));
        if (made.status() != 201) {
            throw new IllegalStateException(made.body());
        }
        return client.post(
                        "/api/v1/password",
                        json("{'password':'%s','new_password':'%s'}".formatted(once, PASSWORD)),
                        Optional.of(service.signIn(role, once)))
                .json()
                .path("access_token")
                .asText();
    }

    String repository() {
        return folders(home);
    }

    /** Nothing happens by itself. */
    private static String folders(Path home) {
        return """
                name: main
                regions:
                  - {name: tokyo, type: folder, path: %1$s/regions/tokyo}
                  - {name: osaka, type: folder, path: %1$s/regions/osaka}
                  - {name: singapore, type: folder, path: %1$s/regions/singapore}
                home: tokyo
                quorum: 2
                keys: {type: machine}
                upkeep: {replication: never, scrub: never, prune: never}
                """.formatted(home);
    }

    /** Its schedule fires once a year: nothing happens by itself. */
    String plan(String name, String rpo) {
        return """
                name: %s
                description: documents
                repository: main
                source: {type: files, roots: [%s]}
                schedule: {cron: "0 0 2 1 1 ?", zone: Asia/Tokyo, start_window: 1h}
                objectives: {rto: 1h, rpo: %s}
                retention: {keep_daily: 7, keep_within: 1d}
                restore_test: {selection: newest, region: remote, stale_after: 30d, probes: [{type: content}]}
                """.formatted(name, source, rpo);
    }

    private static String runbook() {
        return """
                name: loss
                title: Loss of the home region
                scenario: tokyo does not answer
                type: test-failover
                plan: docs
                steps:
                  - {id: approve, title: Approval, action: approval, question: "Go?", timeout: 2m}
                  - {id: down, title: Tokyo is lost, after: [approve], action: region-down, region: tokyo}
                  - {id: recover, title: Recover, after: [down], action: restore, selection: newest, region: osaka}
                  - {id: compare, title: Compare, after: [recover], action: compare}
                  - {id: up, title: Tokyo answers, after: [compare], action: region-up, region: tokyo}
                  - {id: clean-up, title: Clean up, after: [compare], action: clean-up}
                """;
    }

    TestService service() {
        return service;
    }

    TestClient client() {
        return client;
    }

    String token(String role) {
        return Optional.ofNullable(tokens.get(role)).orElseThrow();
    }

    Answer get(String role, String path) {
        return client.get("/api/v1" + path, Optional.of(token(role)));
    }

    /** A body in which single quotes stand for double ones. */
    Answer post(String role, String path, String body) {
        return client.post("/api/v1" + path, json(body), Optional.of(token(role)));
    }

    static String json(String quoted) {
        return quoted.replace('\'', '"');
    }

    /** Asks for work and waits for its end; the run. */
    JsonNode run(String path, String body) {
        Answer asked = post("operator", path, body);
        if (asked.status() != 202) {
            throw new AssertionError(asked.status() + " " + asked.body());
        }
        return ended(asked.json().path("id").asText());
    }

    /** The event stream ends with the run. */
    JsonNode ended(String run) {
        get("operator", "/runs/" + run + "/events");
        return get("operator", "/runs/" + run).json();
    }

    JsonNode await(Supplier<Optional<JsonNode>> what) throws InterruptedException {
        long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        for (Optional<JsonNode> found = what.get(); ; found = what.get()) {
            if (found.isPresent()) {
                return found.get();
            }
            if (System.nanoTime() > until) {
                throw new AssertionError("waited too long");
            }
            Thread.sleep(50);
        }
    }

    /** The approval that a drill waits for. */
    JsonNode pendingApproval() throws InterruptedException {
        return await(() -> Optional.ofNullable(
                get("approver", "/approvals?state=pending").json().path("items").get(0)));
    }

    /** Stops the service and starts it again in the same folder. */
    void restart() {
        service.close();
        service = new TestService(home, List.of(restores));
        client = service.client();
    }

    @Override
    public void close() {
        service.close();
    }
}
