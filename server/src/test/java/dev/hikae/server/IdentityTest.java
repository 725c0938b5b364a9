package dev.hikae.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hikae.server.TestClient.Answer;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Accounts, sign-in, tokens, locks, and what the audit trail says of them. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class IdentityTest {
    private static final String PASSWORD = "plenty-of-tea-before-noon";

    private static TestService service;
    private static String admin = "";

    @BeforeAll
    static void start(@TempDir Path folder) {
        service = new TestService(folder);
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private static Answer post(String path, String body) {
        return service.client().post(path, body, Optional.of(admin));
    }

    private static void account(String name, String roles) {
        Answer made = post(
                "/api/v1/accounts",
                "{\"name\":\"%s\",\"roles\":[%s],\"password\":\"%s\",\"must_change_password\":false}"
                        .formatted(name, roles, PASSWORD));
        assertEquals(201, made.status(), made.body());
    }

    private static Answer signIn(String account, String password) {
        return service.client()
                .post(
                        "/api/v1/sign-in",
                        "{\"account\":\"%s\",\"password\":\"%s\"}".formatted(account, password),
                        Optional.empty());
    }

    @Test
    @Order(1)
    void firstPassword_worksOnlyToSetAnother() throws Exception {
        Path file = service.server().firstPassword();
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        String password = TestService.read(file);
        Answer first = signIn("admin", password);
        assertEquals(200, first.status(), first.body());
        assertTrue(first.json().path("must_change_password").asBoolean());
        Optional<String> token = Optional.of(first.json().path("access_token").asText());

        Answer refused = service.client().get("/api/v1/accounts", token);
        assertEquals(403, refused.status());
        assertEquals("HKE-6109", refused.code());

        String weak = "{\"password\":\"%s\",\"new_password\":\"short\"}".formatted(password);
        assertEquals(
                "HKE-6113",
                service.client().post("/api/v1/password", weak, token).code());
        String same = "{\"password\":\"%s\",\"new_password\":\"%s\"}".formatted(password, password);
        assertEquals(
                "HKE-6115",
                service.client().post("/api/v1/password", same, token).code());

        String good = "{\"password\":\"%s\",\"new_password\":\"%s\"}".formatted(password, TestService.ADMIN_PASSWORD);
        Answer changed = service.client().post("/api/v1/password", good, token);
        assertEquals(200, changed.status(), changed.body());
        admin = changed.json().path("access_token").asText();
        assertFalse(Files.exists(file));
        assertEquals(401, signIn("admin", password).status());
        assertEquals("HKE-6102", service.client().get("/api/v1/account", token).code());
        assertEquals(
                200,
                service.client().get("/api/v1/accounts", Optional.of(admin)).status());
    }

    @Test
    @Order(2)
    void wrongPassword_andUnknownAccount_answerAlike() {
        Answer wrong = signIn("admin", "not this one");
        Answer unknown = signIn("nobody-here", "not this one");
        assertEquals(401, wrong.status());
        assertEquals("HKE-6104", wrong.code());
        assertEquals(wrong.json(), unknown.json());
    }

    @Test
    @Order(3)
    void failuresInARow_lockTheAccount_forAWhile() {
        account("locked", "\"viewer\"");
        for (int i = 0; i < 5; i++) {
            assertEquals(401, signIn("locked", "wrong").status());
        }
        Answer locked = signIn("locked", PASSWORD);
        assertEquals(429, locked.status());
        assertEquals("HKE-6105", locked.code());
        int wait = Integer.parseInt(locked.header("Retry-After"));
        assertTrue(wait > 0 && wait <= 60, locked.header("Retry-After"));
        service.clock().forward(Duration.ofSeconds(wait + 1));
        assertEquals(200, signIn("locked", PASSWORD).status());
    }

    @Test
    @Order(4)
    void roles_openAndCloseDoors() {
        account("olga", "\"operator\"");
        account("aoi", "\"auditor\"");
        Optional<String> operator = Optional.of(service.signIn("olga", PASSWORD));
        Optional<String> auditor = Optional.of(service.signIn("aoi", PASSWORD));
        assertEquals(403, service.client().get("/api/v1/accounts", operator).status());
        assertEquals(403, service.client().get("/api/v1/audit", operator).status());
        assertEquals(403, service.client().get("/api/v1/accounts", auditor).status());
        assertEquals(200, service.client().get("/api/v1/audit", auditor).status());
        Answer refused =
                service.client().post("/api/v1/accounts", "{\"name\":\"x\",\"roles\":[\"administrator\"]}", operator);
        assertEquals(403, refused.status());
        assertEquals("HKE-6110", refused.code());
        JsonNode newest = service.client()
                .get("/api/v1/audit?limit=1", Optional.of(admin))
                .json()
                .at("/items/0");
        assertEquals("refused", newest.path("phase").asText(), newest.toString());
        assertEquals("olga", newest.path("actor").asText());
    }

    @Test
    @Order(5)
    void takenRole_worksAtOnce() {
        account("rika", "\"operator\"");
        Optional<String> token = Optional.of(service.signIn("rika", PASSWORD));
        Answer shown = service.client().get("/api/v1/accounts/rika", Optional.of(admin));
        assertEquals("\"v1\"", shown.header("ETag"));
        HttpRequest.Builder change = service.client()
                .request("/api/v1/accounts/rika")
                .header("Authorization", "Bearer " + admin)
                .header("Content-Type", "application/json");
        String body = "{\"roles\":[\"viewer\"],\"enabled\":true}";
        assertEquals(
                428,
                service.client()
                        .send(change.copy().PUT(HttpRequest.BodyPublishers.ofString(body)))
                        .status());
        assertEquals(
                412,
                service.client()
                        .send(change.copy().header("If-Match", "\"v7\"").PUT(HttpRequest.BodyPublishers.ofString(body)))
                        .status());
        Answer changed = service.client()
                .send(change.copy().header("If-Match", "\"v1\"").PUT(HttpRequest.BodyPublishers.ofString(body)));
        assertEquals(200, changed.status(), changed.body());
        assertEquals("\"v2\"", changed.header("ETag"));
        assertEquals(401, service.client().get("/api/v1/account", token).status());
    }

    @Test
    @Order(6)
    void lastAdministrator_staysOne() {
        Answer answer = post("/api/v1/accounts/admin/disable", "");
        assertEquals(409, answer.status(), answer.body());
        assertEquals("HKE-6116", answer.code());
        assertEquals(
                200,
                service.client().get("/api/v1/accounts", Optional.of(admin)).status());
    }

    @Test
    @Order(7)
    void accountsAreListed_partByPart() {
        Answer first = service.client().get("/api/v1/accounts?limit=2", Optional.of(admin));
        assertEquals(2, first.json().path("items").size());
        String next = first.json().path("next").asText();
        Answer second = service.client().get("/api/v1/accounts?limit=500&cursor=" + next, Optional.of(admin));
        assertFalse(second.json().has("next"), second.body());
        assertTrue(second.body().contains("\"rika\""), second.body());
        assertEquals(
                "HKE-6025",
                service.client()
                        .get("/api/v1/accounts?cursor=~~", Optional.of(admin))
                        .code());
        assertEquals(
                400,
                service.client()
                        .get("/api/v1/accounts?limit=many", Optional.of(admin))
                        .status());
    }

    @Test
    @Order(8)
    void serviceToken_isExchanged_untilRevoked() {
        Answer made = post("/api/v1/service-accounts", "{\"name\":\"ci\",\"roles\":[\"viewer\"]}");
        assertEquals(201, made.status(), made.body());
        String token = made.json().path("token").asText();
        assertFalse(service.client()
                .get("/api/v1/service-accounts", Optional.of(admin))
                .body()
                .contains(token));
        String exchange = "{\"token\":\"%s\"}".formatted(token);
        Answer granted = service.client().post("/api/v1/tokens", exchange, Optional.empty());
        assertEquals(200, granted.status(), granted.body());
        assertEquals(900, granted.json().path("expires_in").asInt());
        Optional<String> access =
                Optional.of(granted.json().path("access_token").asText());
        assertEquals(
                "ci",
                service.client()
                        .get("/api/v1/account", access)
                        .json()
                        .path("account")
                        .asText());
        assertEquals(200, post("/api/v1/service-accounts/ci/revoke", "").status());
        assertEquals(401, service.client().get("/api/v1/account", access).status());
        assertEquals(
                "HKE-6117",
                service.client()
                        .post("/api/v1/tokens", exchange, Optional.empty())
                        .code());
    }

    /** Approvals and audit lines name their actor: a machine must not be able to speak in a person's name. */
    @Test
    @Order(8)
    void oneName_isOneActor() {
        assertEquals(
                "HKE-6114",
                post("/api/v1/service-accounts", "{\"name\":\"admin\",\"roles\":[\"approver\"]}")
                        .code());
        assertEquals(
                201,
                post("/api/v1/service-accounts", "{\"name\":\"robot\",\"roles\":[\"viewer\"]}")
                        .status());
        for (String taken : List.of("robot", "schedule", "service", "catch-up")) {
            assertEquals(
                    "HKE-6114",
                    post("/api/v1/accounts", "{\"name\":\"%s\",\"roles\":[\"viewer\"]}".formatted(taken))
                            .code());
        }
    }

    @Test
    @Order(9)
    void expiredToken_andRevokedToken_areRefusedByName() {
        Optional<String> token = Optional.of(service.signIn("olga", PASSWORD));
        assertEquals(204, service.client().post("/api/v1/sign-out", "", token).status());
        assertEquals("HKE-6102", service.client().get("/api/v1/account", token).code());
        Optional<String> second = Optional.of(service.signIn("olga", PASSWORD));
        service.clock().forward(Duration.ofMinutes(16));
        Answer expired = service.client().get("/api/v1/account", second);
        assertEquals(401, expired.status());
        assertEquals("HKE-6101", expired.code());
        admin = service.signIn("admin", TestService.ADMIN_PASSWORD);
    }

    @Test
    @Order(10)
    void forgedTokens_areRefused() {
        String header = java.util.Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(
                        "{\"alg\":\"none\",\"typ\":\"at+jwt\"}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        String payload = admin.split("\\.")[1];
        for (String forged : new String[] {
            header + "." + payload + ".", admin.substring(0, admin.length() - 4) + "AAAA", "x.y.z", "nonsense"
        }) {
            assertEquals(
                    "HKE-6102",
                    service.client().get("/api/v1/account", Optional.of(forged)).code(),
                    forged);
        }
    }

    @Test
    @Order(11)
    void auditTrail_tellsIntentAndOutcome() {
        JsonNode items = service.client()
                .get("/api/v1/audit?limit=500", Optional.of(admin))
                .json()
                .path("items");
        boolean created = false;
        for (JsonNode item : items) {
            if (item.path("phase").asText().equals("done")
                    && item.path("action").asText().equals("create service-account")) {
                created = true;
                assertEquals("admin", item.path("actor").asText());
                assertEquals("201", item.at("/details/status").asText());
                assertTrue(item.path("completes").asLong() > 0);
            }
        }
        assertTrue(created, items.toString());
        assertFalse(items.toString().contains(PASSWORD));
    }
}
