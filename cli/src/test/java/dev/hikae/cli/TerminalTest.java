package dev.hikae.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hikae.config.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sun.misc.Signal;

/** What is printed where, and what the environment and signals change about it. */
class TerminalTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path temporary;

    /** No password is hashed. */
    private Cli withAKeyFile() throws IOException {
        Cli cli = new Cli(temporary);
        String key = temporary.resolve("key").toString();
        cli.run("key", "generate", key).exits(0);
        return cli.without("HIKAE_PASSPHRASE_FILE").with("HIKAE_KEY_FILE", key);
    }

    private static Terminal with(Map<String, String> environment) {
        return new Terminal(environment, System.out, System.err);
    }

    @Test
    void colours_followTheUsualVariables() {
        assertTrue(with(Map.of("CLICOLOR_FORCE", "1")).colours());
        assertFalse(with(Map.of("CLICOLOR_FORCE", "1", "NO_COLOR", "1")).colours());
        assertFalse(with(Map.of("CLICOLOR_FORCE", "0", "CLICOLOR", "0", "TERM", "xterm"))
                .colours());
    }

    /** Exit code 3 would mean that a part was done, which is what the JVM's own way out gives. */
    @Test
    void fullHeap_isAnErrorThatSaysHowToGoOn() {
        var said = new ByteArrayOutputStream();
        var terminal = new Terminal(Map.of(), System.out, new PrintStream(said, true, StandardCharsets.UTF_8));
        assertEquals(1, terminal.fail(new IllegalStateException("bug: packing failed", new OutOfMemoryError("heap"))));
        String text = said.toString(StandardCharsets.UTF_8);
        assertTrue(text.contains("HKE-7126") && text.contains("HINT: ") && text.contains("HIKAE_HEAP="), text);
        assertFalse(text.contains("packing"), text);
    }

    @Test
    void dumbTerminal_isNeverRedrawn() {
        assertFalse(with(Map.of("TERM", "dumb")).redraws());
        assertFalse(with(Map.of()).redraws());
    }

    @Test
    void json_makesEveryLineOfBothStreamsAnEvent() throws IOException {
        Cli cli = withAKeyFile();
        Path source = Files.createDirectory(temporary.resolve("source"));
        Files.writeString(source.resolve("one"), "one");
        cli.run("init").exits(0);
        Cli.Said said = cli.run("backup", "--json", source.toString()).exits(0);
        assertEquals("backup", Json.parse(said.out().strip()).get("kind").asText());
        List<String> kinds = said.err()
                .lines()
                .map(Json::parse)
                .map(event -> event.get("kind").asText())
                .distinct()
                .toList();
        assertEquals(List.of("progress"), kinds);
        JsonNode error =
                Json.parse(cli.run("ls", "--json", "snap_ffff").exits(10).err());
        assertEquals(1, error.get("hikae").asInt());
        assertEquals("error", error.get("kind").asText());
    }

    @Test
    void quiet_leavesOnlyWhatWentWrong() throws IOException {
        Cli cli = withAKeyFile();
        Path source = Files.createDirectory(temporary.resolve("source"));
        cli.run("init").exits(0);
        Cli.Said said = cli.run("backup", "--quiet", source.toString()).exits(0);
        assertEquals("", said.out() + said.err());
        assertTrue(cli.run("backup", "--quiet", source + "-not").exits(10).err().contains("HKE-7116"));
    }

    @Test
    void firstInterrupt_asksToStop_theSecondStopsAtOnce() throws Exception {
        var err = new ByteArrayOutputStream();
        var halted = new ArrayList<Integer>();
        var terminal = new Terminal(Map.of(), System.out, new PrintStream(err, true, StandardCharsets.UTF_8));
        try (var interruption = new Interruption(terminal, false, code -> {
            synchronized (halted) {
                halted.add(code);
                halted.notifyAll();
            }
        })) {
            assertFalse(interruption.requested());
            // Not INT: what a shell runs in the background ignores it, and the JVM leaves it so.
            Signal.raise(new Signal("TERM"));
            while (!interruption.requested()) {
                Thread.sleep(5);
            }
            Signal.raise(new Signal("TERM"));
            synchronized (halted) {
                while (halted.isEmpty()) {
                    halted.wait(60_000);
                }
            }
        }
        assertEquals(List.of(130), halted);
        assertEquals(1, err.toString(StandardCharsets.UTF_8).lines().count());
    }
}
