package dev.hikae.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hikae.config.json.Json;
import dev.hikae.engine.file.ReadGate;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that change at a known moment of a backup: each is named, the exit code is 3, and what was read comes back. */
class ChangingFilesTest {
    /** More than one read takes. */
    private static final int SIZE = 20 << 20;

    private static final String TORN = "changed while it was read; its content may be of mixed age";
    private static final String VANISHED = "vanished while it was read";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path temporary;

    @SuppressWarnings("NullAway.Init")
    private Cli cli;

    @SuppressWarnings("NullAway.Init")
    private Path source;

    @SuppressWarnings("NullAway.Init")
    private Path busy;

    private final byte[] content = new byte[SIZE];

    @BeforeEach
    void repositoryAndSource() throws IOException {
        cli = new Cli(Files.createDirectory(temporary.resolve("r")));
        source = Files.createDirectory(temporary.resolve("source"));
        new SplittableRandom(1).nextBytes(content);
        busy = Files.write(source.resolve("busy"), content);
        Files.writeString(source.resolve("quiet"), "quiet");
        cli.run("init").exits(0);
    }

    @Test
    void fileThatGrowsWhileItIsRead_endsWhereItEndedBefore() throws Exception {
        if (torn(() -> Files.write(busy, new byte[12_345], StandardOpenOption.APPEND))) {
            assertArrayEquals(content, Files.readAllBytes(back("busy")));
        }
    }

    @Test
    void fileThatShrinksWhileItIsRead_endsWhereItEndsNow() throws Exception {
        if (torn(() -> shorten(SIZE - 1_000))) {
            assertArrayEquals(Arrays.copyOf(content, SIZE - 1_000), Files.readAllBytes(back("busy")));
        }
    }

    private void shorten(int length) throws IOException {
        try (var file = new RandomAccessFile(busy.toFile(), "rw")) {
            file.setLength(length);
        }
    }

    /** What is open is read to its end. */
    @Test
    void fileThatVanishesWhileItIsRead_isKeptWhole() throws Exception {
        if (torn(() -> Files.delete(busy))) {
            assertArrayEquals(content, Files.readAllBytes(back("busy")));
        }
    }

    /** As editors save. Nothing of the new file gets into the old one; the next backup has it. */
    @Test
    void fileThatIsReplacedWhileItIsRead_isKeptAsItWas() throws Exception {
        Path other = Files.writeString(temporary.resolve("other"), "the new one");
        if (torn(() -> Files.move(other, busy, StandardCopyOption.ATOMIC_MOVE))) {
            assertArrayEquals(content, Files.readAllBytes(back("busy")));
            cli.run("backup", source.toString()).exits(0);
            cli.run("restore", "latest", "--target", temporary.resolve("next").toString(), "--verify")
                    .exits(0);
            assertEquals("the new one", Files.readString(temporary.resolve("next/busy")));
        }
    }

    /** Between the look at a directory and the look at what is in it. */
    @Test
    void entriesThatVanishBeforeTheirTurn_areNamed() throws Exception {
        Files.createDirectories(source.resolve("cut/short"));
        Files.writeString(source.resolve("gone"), "x");
        Files.writeString(source.resolve("gone.tmp"), "x");
        Optional<JsonNode> result = backup(1, () -> {
            Files.delete(source.resolve("gone"));
            Files.delete(source.resolve("gone.tmp"));
            Files.delete(source.resolve("cut/short"));
            Files.delete(source.resolve("cut"));
        });
        if (result.isEmpty()) {
            return;
        }
        JsonNode warnings = result.get().get("warnings");
        assertEquals(2, warnings.size(), warnings.toString());
        assertEquals(source + "/cut", warnings.get(0).get("path").asText());
        assertEquals(source + "/gone", warnings.get(1).get("path").asText());
        assertEquals(VANISHED, warnings.get(1).get("what").asText());
        assertTrue(result.get().get("snapshot").get("complete").asBoolean());
        restore();
        assertFalse(Files.exists(back("gone")));
        assertFalse(Files.exists(back("cut")));
        assertEquals("quiet", Files.readString(back("quiet")));
    }

    /** The only finding is this file. False where it cannot be tried. */
    private boolean torn(ReadGate.Deed deed) throws Exception {
        Optional<JsonNode> result = backup(2, deed);
        if (result.isEmpty()) {
            return false;
        }
        JsonNode warnings = result.get().get("warnings");
        assertEquals(1, warnings.size(), warnings.toString());
        assertEquals(busy.toString(), warnings.get(0).get("path").asText());
        assertEquals(TORN, warnings.get(0).get("what").asText());
        assertTrue(result.get().get("unreadable").isEmpty());
        assertTrue(result.get().get("snapshot").get("complete").asBoolean());
        restore();
        assertEquals("quiet", Files.readString(back("quiet")));
        return true;
    }

    private Optional<JsonNode> backup(int read, ReadGate.Deed deed) throws Exception {
        Optional<ReadGate> gate = ReadGate.before(read, busy, deed);
        if (gate.isEmpty()) {
            return Optional.empty();
        }
        try (ReadGate closed = gate.get()) {
            Cli.Said said = cli.run("backup", "--exclude", "*.tmp", "--output", "json", source.toString());
            return Optional.of(Json.parse(said.exits(3).out()));
        }
    }

    private void restore() {
        cli.run("restore", "latest", "--target", temporary.resolve("back").toString(), "--verify")
                .exits(0);
        cli.run("check", "--read-data").exits(0);
    }

    private Path back(String name) {
        return temporary.resolve("back").resolve(name);
    }
}
