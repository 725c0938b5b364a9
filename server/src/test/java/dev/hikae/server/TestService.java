package dev.hikae.server;

import dev.hikae.server.TestClient.Answer;
import dev.hikae.server.page.SampleData;
import dev.hikae.server.settings.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** A service on free ports in a folder of its own, with a clock that can be moved and a signed-in administrator. */
public final class TestService implements AutoCloseable {
    public static final String ADMIN_PASSWORD = "correct horse battery staple";

    private final HikaeServer server;
    private final MovableClock clock = new MovableClock();

    public TestService(Path folder) {
        this(folder, Optional.empty());
    }

    /** With pages that show a sample. */
    public TestService(Path folder, SampleData sample) {
        this(folder, Optional.of(new HikaeServer.Shown(sample, sample)));
    }

    /** With folders that restores may write below; what is in {@code configuration/} comes into force. */
    public TestService(Path folder, List<Path> restoreRoots) {
        server = HikaeServer.start(settings(folder).withRestoreRoots(restoreRoots), clock);
    }

    private TestService(Path folder, Optional<HikaeServer.Shown> shown) {
        server = HikaeServer.start(settings(folder), clock, shown);
    }

    private static Settings settings(Path folder) {
        return Settings.defaults(folder.resolve("data"), folder.resolve("configuration"))
                .withListen(Settings.Listen.ANY_FREE)
                .withLog(new Settings.Log(Settings.Log.Level.WARN, Settings.Log.Format.TEXT, Optional.empty(), false));
    }

    public HikaeServer server() {
        return server;
    }

    public MovableClock clock() {
        return clock;
    }

    /** A client without cookies yet. */
    public TestClient client() {
        return new TestClient(server.uri(), server.certificate());
    }

    /** Takes the first password, sets {@link #ADMIN_PASSWORD}, and gives an access token. */
    public String firstSignIn() {
        String once = signIn("admin", read(server.firstPassword()));
        Answer changed = client().post(
                        "/api/v1/password",
                        "{\"password\":\"%s\",\"new_password\":\"%s\"}"
                                .formatted(read(server.firstPassword()), ADMIN_PASSWORD),
                        Optional.of(once));
        return changed.json().path("access_token").asText();
    }

    public String signIn(String account, String password) {
        Answer answer = client().post(
                        "/api/v1/sign-in",
                        "{\"account\":\"%s\",\"password\":\"%s\"}".formatted(account, password),
                        Optional.empty());
        if (answer.status() != 200) {
            throw new IllegalStateException(answer.body());
        }
        return answer.json().path("access_token").asText();
    }

    public static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        server.close();
    }

    /** Runs with the system's clock, some way ahead. */
    public static final class MovableClock implements InstantSource {
        private volatile Duration ahead = Duration.ZERO;

        @Override
        public Instant instant() {
            return InstantSource.system().instant().plus(ahead);
        }

        public void forward(Duration by) {
            ahead = ahead.plus(by);
        }
    }
}
