package dev.hikae.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hikae.config.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code hikae lock} as a person types it where nothing is locked; what is locked is tested on a real server. */
class LockCommandTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path temporary;

    @SuppressWarnings("NullAway.Init")
    private Cli cli;

    @BeforeEach
    void repository() throws IOException {
        cli = new Cli(Files.createDirectory(temporary.resolve("r")));
        // A key file: tests need not wait for Argon2.
        Path key = temporary.resolve("key");
        cli.run("key", "generate", key.toString()).exits(0);
        cli.without("HIKAE_PASSPHRASE_FILE").with("HIKAE_KEY_FILE", key.toString());
        cli.run("init").exits(0);
    }

    @Test
    void status_ofFolders_saysThatNothingIsLocked() {
        Cli.Said said = cli.run("lock", "status").exits(0);
        assertTrue(said.out().lines().anyMatch(l -> l.matches("tokyo +none +- .*")), said.out());
        JsonNode told = Json.parse(
                cli.run("lock", "status", "--output", "json").exits(0).out());
        assertEquals(3, told.get("regions").size());
        assertTrue(told.get("regions").get(0).get("mode") == null, told.toString());
    }

    @Test
    void pastOfFolders_isUnknown_andATimeMustBeOne() {
        assertTrue(cli.run("snapshots", "--as-of", "1d").exits(2).err().contains("HKE-7128"));
        assertTrue(cli.run("snapshots", "--as-of", "lately").exits(2).err().contains("HKE-7127"));
    }

    @Test
    void whatNeedsALock_saysHowToHaveOne() throws IOException {
        cli.run("backup", Files.createDirectory(temporary.resolve("source")).toString())
                .exits(0);
        for (Cli.Said said : java.util.List.of(cli.run("lock", "extend"), cli.run("lock", "hold", "latest"))) {
            assertTrue(said.err().contains("HKE-2685"), said.err());
            assertTrue(said.err().contains("lock: {mode: compliance, period: 30d}"), said.err());
        }
    }

    @Test
    void lockOfAFolder_isRefusedBeforeAnythingIsOpened() throws IOException {
        Path file = temporary.resolve("r/repository.yml");
        Files.writeString(
                file,
                Files.readString(file)
                        .replace("path: ./osaka", "path: ./osaka, lock: {mode: compliance, period: 30d}"));
        Cli.Said said = cli.run("snapshots");
        assertTrue(said.err().contains("HKE-1160"), said.err());
    }
}
