package dev.hikae.server.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.config.id.RepositoryName;
import dev.hikae.engine.keyring.RecoveryCode;
import dev.hikae.engine.keyring.RecoveryKit;
import dev.hikae.server.TestClient.Answer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A repository made by the service is warned about until its kit was proven to open it. */
class RecoveryKitsTest {
    private static final String WARNING = "nobody has proven";
    private static final String ADDRESS = "/repositories/main/recovery-kit-confirmation";

    @Test
    void kit_isProvenByItsCodeOnly_andTheWarningEnds(@TempDir Path home) throws Exception {
        try (World world = new World(home)) {
            assertTrue(health(world).contains(WARNING), health(world));
            Path kit = world.service().server().machinery().repositories().kit(new RepositoryName("main"));
            String code = new String(RecoveryKit.read(kit).secret().revealBytes(), StandardCharsets.US_ASCII);
            String other = new String(
                    RecoveryCode.generate(new SecureRandom(new byte[] {1})).revealBytes(), StandardCharsets.US_ASCII);

            assertEquals(403, confirm(world, "operator", code).status());
            Answer wrong = confirm(world, "administrator", other);
            assertEquals(403, wrong.status(), wrong.body());
            assertEquals("HKE-2100", wrong.code());
            assertEquals(
                    "HKE-2127", confirm(world, "administrator", "too short").code());
            assertEquals(422, confirm(world, "administrator", "").status());
            assertTrue(health(world).contains(WARNING));

            Answer right = confirm(world, "administrator", code);
            assertEquals(200, right.status(), right.body());
            assertEquals("main", right.json().path("repository").asText());
            assertEquals("admin", right.json().path("by").asText());
            assertFalse(health(world).contains(WARNING), health(world));
            assertTrue(world.get("administrator", "/audit").body().contains(ADDRESS));
            assertNowhereInTheData(home, code, other);
            world.restart();
            assertFalse(health(world).contains(WARNING));
        }
    }

    private static Answer confirm(World world, String role, String code) {
        return world.post(role, ADDRESS, "{'code':'%s'}".formatted(code));
    }

    /** Neither code is in the audit trail, the catalogue or the register; the kit is the one place for the right one. */
    private static void assertNowhereInTheData(Path home, String... codes) throws IOException {
        Path data = home.resolve("data");
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(f -> !f.startsWith(data.resolve("recovery-kits")))
                    .toList()) {
                String content = Files.readString(file, StandardCharsets.ISO_8859_1);
                for (String code : codes) {
                    assertFalse(content.contains(code), file.toString());
                }
            }
        }
    }

    private static String health(World world) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(
                            world.service().server().adminUri().resolve("/healthcheck"))
                    .build();
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            assertEquals(200, answer.statusCode(), answer.body());
            return answer.body();
        }
    }
}
