package dev.hikae.server.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.config.error.HikaeException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsFileTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private Settings read(String yaml, Map<String, String> environment) throws IOException {
        Path file = folder.resolve("hikae.yml");
        Files.writeString(file, yaml);
        return new SettingsFile(file, environment).read();
    }

    private String problem(String yaml) {
        HikaeException e = assertThrows(HikaeException.class, () -> read(yaml, Map.of()));
        assertEquals(ServerError.SETTINGS, e.code());
        return String.valueOf(e.getMessage());
    }

    @Test
    void emptyFile_givesTheDefaults() throws IOException {
        Settings s = read("", Map.of());
        assertEquals(folder.resolveSibling("data"), s.data());
        assertEquals(folder, s.configuration());
        assertEquals(Settings.Listen.DEFAULT, s.listen());
        assertEquals(Settings.SignIn.DEFAULT, s.signIn());
        assertEquals(s, read("# only a comment\n", Map.of()));
    }

    @Test
    void shippedFile_saysTheDefaults() {
        Path beside = Path.of("../config/hikae.yml").toAbsolutePath().normalize();
        Path shipped =
                Files.exists(beside) ? beside : Path.of("config/hikae.yml").toAbsolutePath();
        Path folder = Optional.ofNullable(shipped.getParent()).orElseThrow();
        Settings s = new SettingsFile(shipped, Map.of()).read();
        assertEquals(Settings.defaults(folder.resolveSibling("data"), folder), s);
    }

    @Test
    void everyKey_isRead() throws IOException {
        Settings s = read("""
                data: /var/lib/hikae
                configuration: plans-here
                node: n1
                organisation: Example
                listen: {host: 0.0.0.0, port: 1, admin_port: 2}
                tls: {names: [backup.example], certificate: a.crt, key: a.key}
                log: {level: warn, format: text, file: hikae.log, requests: false}
                sign_in: {idle: 5m, absolute: 1h, token_lifetime: PT2M, attempts: 3, lock_out: 30s}
                restore_roots: [/srv/restore]
                alerts: {webhooks: ["https://example.test/hook"]}
                """, Map.of());
        assertEquals(Path.of("/var/lib/hikae"), s.data());
        assertEquals(folder.resolve("plans-here"), s.configuration());
        assertEquals("n1", s.node());
        assertEquals("Example", s.organisation());
        assertEquals(new Settings.Listen("0.0.0.0", 1, 2), s.listen());
        assertEquals(List.of("backup.example"), s.tls().names());
        assertEquals(folder.resolve("a.key"), s.tls().key().orElseThrow());
        assertEquals(Settings.Log.Level.WARN, s.log().level());
        assertEquals(
                new Settings.SignIn(
                        Duration.ofMinutes(5), Duration.ofHours(1), Duration.ofMinutes(2), 3, Duration.ofSeconds(30)),
                s.signIn());
        assertEquals(List.of(Path.of("/srv/restore")), s.restoreRoots());
        assertEquals(
                List.of(URI.create("https://example.test/hook")), s.alerts().webhooks());
    }

    @Test
    void environment_goesBeforeTheFile() throws IOException {
        Settings s = read("listen: {port: 1}\n", Map.of("HIKAE_LISTEN_PORT", "9", "HIKAE_DATA", "/elsewhere"));
        assertEquals(9, s.listen().port());
        assertEquals(Path.of("/elsewhere"), s.data());
    }

    @Test
    void unknownKey_wrongValue_andWrongDuration_areNamed() {
        assertTrue(problem("listne: {port: 1}\n").contains("listne"));
        assertTrue(problem("listen: {prot: 1}\n").contains("listen.prot"));
        assertTrue(problem("listen: {port: 70000}\n").contains("listen.port"));
        assertTrue(problem("sign_in: {idle: soon}\n").contains("sign_in.idle"));
        assertTrue(problem("sign_in: {idle: 0s}\n").contains("sign_in.idle"));
        assertTrue(problem("node: a\nnode: b\n").contains("node"));
    }
}
