package dev.hikae.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands around a backup when signals come and when they print. They signal this very process, by its number. */
class HooksTest {
    private static final String CTRL_C = "kill -INT $PPID; sleep 1; ";

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
        String passphrase = CTRL_C + "cat " + folder.resolve("passphrase");
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
        cli.run("backup", source, "--post-hook", shell(CTRL_C + "cat /proc/$PPID/task/*/comm; echo done"))
                .exits(0);
        List<String> said = Files.readAllLines(log);
        assertEquals("done", said.getLast());
        assertFalse(said.contains("grace"), said.toString());
    }

    private String shell(String script) {
        return "sh -c '(" + script + ") >> \"" + log + "\"'";
    }
}
