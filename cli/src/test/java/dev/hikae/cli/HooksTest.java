package dev.hikae.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hikae.config.error.HikaeException;
import dev.hikae.config.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;

/** Commands around a backup when signals come and when they print. They signal this very process, by its number. */
class HooksTest {
    private static final String INTERRUPT = "kill -TERM $PPID; sleep 1; ";

    private Cli cli;
    private Path folder;
    private Path log;
    private String source;

    @BeforeEach
    void repository(@TempDir Path temporary) throws IOException {
        folder = temporary;
        cli = new Cli(folder);
        cli.run("init").exits(0);
        log = folder.resolve("log");
        source = Files.createDirectory(folder.resolve("source")).toString();
        Files.writeString(Path.of(source, "file"), "content");
    }

    @Test
    void interruptWhileTheRepositoryIsOpened_cancelsTheBackup_andThePostHookRuns() throws IOException {
        String passphrase = INTERRUPT + "cat " + folder.resolve("passphrase");
        cli.without("HIKAE_PASSPHRASE_FILE");
        Cli.Said said = cli.run(
                        "backup",
                        source,
                        "--passphrase-command",
                        passphrase,
                        "--post-hook",
                        shell("echo $HIKAE_OUTCOME"))
                .exits(130);
        assertTrue(said.err().contains("HKE-2114"), said.err());
        assertEquals(List.of("cancelled"), Files.readAllLines(log));
    }

    @Test
    void interruptWhileAPostHookRuns_leavesItItsTime() throws IOException {
        // No thread waits to end the process.
        cli.run("backup", source, "--post-hook", shell(INTERRUPT + "cat /proc/$PPID/task/*/comm; echo done"))
                .exits(0);
        List<String> said = Files.readAllLines(log);
        assertEquals("done", said.getLast());
        assertFalse(said.contains("grace"), said.toString());
    }

    @Test
    void whatAHookPrints_isAnEventForPrograms_andHarmlessOnATerminal() {
        String hook = "sh -c 'printf \"\\033[2Jone\\ttwo\\n\"; exit 7'";
        Cli.Said json = cli.run("backup", source, "--json", "--pre-hook", hook).exits(1);
        List<JsonNode> events = json.err().lines().map(Json::parse).toList();
        JsonNode event = events.getFirst();
        assertEquals("hook", event.get("kind").asText());
        assertEquals("\033[2Jone\ttwo", event.get("last_lines").asText());
        assertTrue(event.get("problem").asText().contains("exit code 7"), json.err());
        Cli.Said text = cli.run("backup", source, "--pre-hook", hook).exits(1);
        assertTrue(text.err().startsWith("sh: ?[2Jone\ttwo\nwarning: "), text.err());
        assertFalse(text.err().contains("\033"), text.err());
    }

    @Test
    void logOfACommand_isInItsForm() {
        Logger log = new WarningsOnly().getLoggerFactory().getLogger("a test");
        var err = new ByteArrayOutputStream();
        var terminal = new Terminal(Map.of(), System.out, new PrintStream(err, true, StandardCharsets.UTF_8));
        WarningsOnly.through(terminal);
        log.warn("a region \033[31m{}", "is late");
        terminal.events();
        log.error("it is gone");
        List<String> lines = err.toString(StandardCharsets.UTF_8).lines().toList();
        assertEquals("hikae: WARN: a region ?[31mis late", lines.getFirst());
        assertEquals(
                "hikae: ERROR: it is gone",
                Json.parse(lines.getLast()).get("text").asText());
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void passphraseCommand_isWaitedForOnlySoLong_whateverHoldsItsOutput() {
        var credentials = new Credentials(
                new Terminal(Map.of(), System.out, System.err),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                true);
        var hangs = assertThrows(
                HikaeException.class, () -> credentials.output("echo secret; sleep 600", Duration.ofMillis(500)));
        assertEquals(CliError.SECRET_COMMAND_FAILED, hangs.code());
        String printed = credentials.output("sleep 90 & echo secret $!", Duration.ofSeconds(60));
        assertTrue(printed.startsWith("secret "), printed);
        ProcessHandle.of(Long.parseLong(printed.substring("secret ".length()).strip()))
                .ifPresent(ProcessHandle::destroy);
    }

    private String shell(String script) {
        return "sh -c '(" + script + ") >> \"" + log + "\"'";
    }
}
