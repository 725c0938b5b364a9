package dev.hikae.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.hikae.config.plan.Probe;
import dev.hikae.config.text.Messages;
import dev.hikae.config.text.Text;
import dev.hikae.engine.Cancellation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProbeRunnerTest {
    private final ProbeRunner runner = new ProbeRunner(InstantSource.system());
    private final Sandbox sandbox;

    ProbeRunnerTest(@TempDir Path root) {
        sandbox = Sandbox.create(root, InstantSource.system());
    }

    @AfterEach
    void destroy() {
        assertTrue(sandbox.destroy().gone());
    }

    @Test
    void aCommandSeesTheTreeAndNothingOfOurEnvironment() {
        var result = run(command("pwd; env | sort; id -u >/dev/null", 0, Optional.empty()));
        assertEquals(State.PASSED, result.state(), result.output());
        var lines = result.output().lines().toList();
        assertEquals(sandbox.tree().toString(), lines.getFirst());
        assertTrue(lines.contains("HIKAE_SANDBOX=" + sandbox.tree()));
        assertTrue(lines.contains("HIKAE_PLAN=files"));
        assertTrue(lines.contains("HOME=" + sandbox.home()));
        assertFalse(result.output().contains("JAVA_HOME"));
        assertFalse(result.output().contains("surefire"));
    }

    @Test
    void exitCodeAndOutputDecide() {
        assertEquals(State.PASSED, run(command("exit 3", 3, Optional.empty())).state());
        var wrong = run(command("echo to stderr >&2; exit 1", 0, Optional.empty()));
        assertEquals(State.FAILED, wrong.state());
        assertEquals("exit code 1", shown(wrong.observed()));
        assertEquals("to stderr\n", wrong.output());
        assertEquals(
                State.PASSED,
                run(command("echo all fine", 0, Optional.of("fine"))).state());
        assertEquals(
                State.FAILED,
                run(command("echo all bad", 0, Optional.of("fine"))).state());
    }

    @Test
    void aProgramThatIsNotThereIsInconclusive() {
        var probe = new Probe.Command("x", List.of("/no/such/program"), Duration.ofSeconds(5), 0, Optional.empty());
        assertEquals(State.INCONCLUSIVE, run(probe).state());
    }

    @Test
    void outputIsKeptUpTo64KiB_andATextBeyondThemIsNotJudged() {
        var result = run(command("head -c 300000 /dev/zero | tr '\\0' x; echo end", 0, Optional.of("end")));
        assertEquals(65536, result.output().length());
        assertEquals(State.INCONCLUSIVE, result.state());
    }

    @Test
    void aTimeoutEndsTheWholeProcessTree_evenAGrandchildThatLeftIt() throws IOException {
        var probe = new Probe.Command(
                "x",
                List.of("/bin/sh", "-c", "setsid sh -c 'echo $$ > \"$HOME/pid\"; exec sleep 300' & sleep 300"),
                Duration.ofSeconds(1),
                0,
                Optional.empty());
        var result = run(probe);
        assertEquals(State.FAILED, result.state());
        assertEquals("no end in time", shown(result.observed()));
        assertDead(
                Long.parseLong(Files.readString(sandbox.home().resolve("pid")).strip()));
    }

    @Test
    void whatAProbeLeftRunningLivesUntilTheSandboxIsDestroyed() throws IOException {
        var result = run(command(
                "setsid sh -c 'echo $$ > \"$HOME/pid\"; exec sleep 300' >/dev/null 2>&1 & "
                        + "while [ ! -s \"$HOME/pid\" ]; do sleep 0.01; done",
                0,
                Optional.empty()));
        assertEquals(State.PASSED, result.state());
        long pid =
                Long.parseLong(Files.readString(sandbox.home().resolve("pid")).strip());
        assertTrue(ProcessHandle.of(pid).isPresent());
        assertTrue(sandbox.destroy().gone());
        assertDead(pid);
    }

    @Test
    void cancellingEndsACommand() {
        var place = new ProbePlace(sandbox.tree(), sandbox.home(), Map.of(), () -> true);
        var result = runner.run(command("sleep 300", 0, Optional.empty()), place, Instant.MAX);
        assertEquals(State.INCONCLUSIVE, result.state());
    }

    @Test
    void anHttpAnswerIsJudgedByStatusAndBody() throws IOException {
        var server = server(200, "{\"status\":\"up\"}");
        try {
            URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/health");
            assertEquals(
                    State.PASSED, run(http(url, 200, Optional.of("\"up\""))).state());
            assertEquals(
                    State.FAILED, run(http(url, 200, Optional.of("\"down\""))).state());
            var status = run(http(url, 204, Optional.empty()));
            assertEquals(State.FAILED, status.state());
            assertEquals("status 200", shown(status.observed()));
            assertEquals("{\"status\":\"up\"}", status.output());
        } finally {
            server.stop(0);
        }
    }

    @Test
    void noAnswerFails() throws IOException {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        var result = run(http(URI.create("http://127.0.0.1:" + port + "/"), 200, Optional.empty()));
        assertEquals(State.FAILED, result.state());
        assertEquals("reason.no-answer", result.reasons().getFirst().key());
    }

    @Test
    void anAnswerThatNeverEndsTimesOut() throws IOException {
        var release = new CountDownLatch(1);
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write('x');
            exchange.getResponseBody().flush();
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        });
        server.start();
        try {
            URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
            var result = run(new Probe.Http("slow", url, Duration.ofSeconds(1), 200, Optional.empty()));
            assertEquals(State.FAILED, result.state());
            assertEquals("reason.timeout", result.reasons().getFirst().key());
        } finally {
            release.countDown();
            server.stop(0);
        }
    }

    private static String shown(Text text) {
        return Messages.render(text, Locale.ENGLISH);
    }

    private static void assertDead(long pid) {
        boolean alive = ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
        for (int i = 0; alive && i < 500; i++) {
            alive = ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
            Thread.onSpinWait();
        }
        assertFalse(ProcessHandle.of(pid)
                .filter(p -> p.info().command().orElse("").contains("sleep"))
                .isPresent());
    }

    private static HttpServer server(int status, String body) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        return server;
    }

    private ProbeResult run(Probe probe) {
        var place = new ProbePlace(sandbox.tree(), sandbox.home(), Map.of("HIKAE_PLAN", "files"), Cancellation.NEVER);
        return runner.run(probe, place, Instant.MAX);
    }

    private static Probe.Command command(String script, int exit, Optional<String> output) {
        return new Probe.Command("check", List.of("/bin/sh", "-c", script), Duration.ofSeconds(30), exit, output);
    }

    private static Probe.Http http(URI url, int status, Optional<String> body) {
        return new Probe.Http("health", url, Duration.ofSeconds(10), status, body);
    }
}
