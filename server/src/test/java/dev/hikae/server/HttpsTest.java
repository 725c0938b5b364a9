package dev.hikae.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.server.TestClient.Answer;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The connection, the headers and the shape of every error. */
class HttpsTest {
    private static TestService service;
    private static String token = "";

    @BeforeAll
    static void start(@TempDir Path folder) {
        service = new TestService(folder);
        token = service.firstSignIn();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void tls13_isTheOnlyProtocol() throws Exception {
        assertEquals("TLSv1.3", handshake("TLSv1.3"));
        assertThrows(SSLException.class, () -> handshake("TLSv1.2"));
    }

    private static String handshake(String protocol) throws Exception {
        try (SSLSocket socket = (SSLSocket) TestClient.trusting(service.server().certificate())
                .getSocketFactory()
                .createSocket("127.0.0.1", service.server().uri().getPort())) {
            socket.setEnabledProtocols(new String[] {protocol});
            socket.startHandshake();
            return socket.getSession().getProtocol();
        }
    }

    @Test
    void everyAnswer_carriesTheSecurityHeaders() {
        for (String path : new String[] {"/api/v1/account", "/nowhere", "/api/v1/a%2Fb"}) {
            Answer answer = service.client().get(path, Optional.empty());
            assertTrue(answer.header("Strict-Transport-Security").contains("max-age=31536000"), path);
            assertTrue(answer.header("Content-Security-Policy").startsWith("default-src 'none'"), path);
            assertEquals("nosniff", answer.header("X-Content-Type-Options"), path);
            assertEquals("no-store", answer.header("Cache-Control"), path);
            assertEquals("application/problem+json", answer.header("Content-Type"), path);
            assertEquals("", answer.header("Server"), path);
        }
    }

    @Test
    void unknownAddress_isAProblem() {
        Answer answer = service.client().get("/api/v1/nothing", Optional.of(token));
        assertEquals(404, answer.status());
        assertEquals("HKE-6010", answer.code());
        assertEquals("urn:hikae:error:HKE-6010", answer.json().path("type").asText());
        assertEquals("/api/v1/nothing", answer.json().path("instance").asText());
        assertFalse(answer.json().path("hint").asText().isEmpty());
    }

    @Test
    void wrongMethod_namesTheRightOnes() {
        Answer answer = service.client()
                .send(service.client().request("/api/v1/sign-in").DELETE());
        assertEquals(405, answer.status());
        assertEquals("HKE-6011", answer.code());
        assertTrue(answer.header("Allow").contains("POST"));
    }

    @Test
    void encodedSlash_isAProblemNotAPageOfJetty() {
        Answer answer = service.client().get("/api/v1/a%2Fb", Optional.of(token));
        assertEquals(400, answer.status());
        assertEquals("HKE-6018", answer.code());
    }

    @Test
    void malformedJson_isRefusedWithItsPlace() {
        Answer answer = service.client().post("/api/v1/sign-in", "{\"account\": }", Optional.empty());
        assertEquals(400, answer.status());
        assertEquals("HKE-6015", answer.code());
        assertTrue(answer.json().path("detail").asText().contains("1:"), answer.body());
    }

    @Test
    void unknownMember_isRefused() {
        Answer answer = service.client()
                .post("/api/v1/sign-in", "{\"account\":\"a\",\"password\":\"b\",\"admin\":true}", Optional.empty());
        assertEquals(422, answer.status());
        assertEquals("HKE-6016", answer.code());
        assertEquals("admin", answer.json().at("/errors/0/field").asText());
        assertFalse(answer.body().contains("dev.hikae"), answer.body());
    }

    @Test
    void missingMembers_areAllNamed() {
        Answer answer = service.client().post("/api/v1/sign-in", "{\"account\":\"\"}", Optional.empty());
        assertEquals(422, answer.status());
        assertEquals("account", answer.json().at("/errors/0/field").asText());
        assertEquals("password", answer.json().at("/errors/1/field").asText());
    }

    @Test
    void missingBody_isRefused() {
        Answer answer = service.client().post("/api/v1/sign-in", "", Optional.empty());
        assertEquals(422, answer.status());
    }

    @Test
    void otherMediaType_isRefused() {
        Answer answer = service.client()
                .send(service.client()
                        .request("/api/v1/sign-in")
                        .header("Content-Type", "text/plain")
                        .POST(HttpRequest.BodyPublishers.ofString("x")));
        assertEquals(415, answer.status());
        assertEquals("HKE-6013", answer.code());
    }

    @Test
    void largeBody_isRefusedWhetherAnnouncedOrNot() {
        String large = "{\"account\":\"" + "a".repeat(1 << 21) + "\"}";
        assertEquals(
                413,
                service.client()
                        .post("/api/v1/sign-in", large, Optional.empty())
                        .status());
        Answer chunked = service.client()
                .send(service.client()
                        .request("/api/v1/sign-in")
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(
                                large.getBytes(java.nio.charset.StandardCharsets.UTF_8)))));
        assertEquals(413, chunked.status());
        assertEquals("HKE-6014", chunked.code());
    }

    @Test
    void refusedBodies_leaveTheConnectionWhole() {
        TestClient client = service.client();
        String body = "{\"name\":\"x\",\"roles\":[\"" + "a".repeat(200_000) + "\"]}";
        for (int i = 0; i < 30; i++) {
            assertEquals(
                    401, client.post("/api/v1/accounts", body, Optional.empty()).status());
            assertEquals(
                    404, client.post("/api/v1/nowhere", body, Optional.empty()).status());
        }
    }

    @Test
    void japaneseReader_isAnsweredInJapanese() {
        Answer answer = service.client()
                .send(service.client().request("/api/v1/account").header("Accept-Language", "ja-JP,ja;q=0.9,en;q=0.5"));
        assertEquals(401, answer.status());
        assertEquals("サインインしていません", answer.json().path("detail").asText());
        assertTrue(answer.header("WWW-Authenticate").startsWith("Bearer"));
    }

    @Test
    void protectedAddress_answersWhoIsSignedIn() {
        Answer answer = service.client().get("/api/v1/account", Optional.of(token));
        assertEquals(200, answer.status(), answer.body());
        assertEquals("admin", answer.json().path("account").asText());
        assertEquals("administrator", answer.json().at("/roles/0").asText());
    }
}
