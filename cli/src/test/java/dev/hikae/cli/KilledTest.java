package dev.hikae.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hikae.config.json.Json;
import dev.hikae.engine.file.OddTree;
import dev.hikae.engine.file.ReadGate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes of their own, killed in the middle of their work, and the command that goes on with it. */
class KilledTest {
    private static final int FILES = 20;
    private static final int SIZE = 4 << 20;
    private static final long ALL = (long) FILES * SIZE;
    private static final FileTime LONG_AGO = FileTime.from(Instant.parse("2001-02-03T04:05:06.123456789Z"));

    /** What a process ended with that got SIGKILL, as Java tells it. */
    private static final int KILLED = 137;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path temporary;

    @SuppressWarnings("NullAway.Init")
    private Cli cli;

    @SuppressWarnings("NullAway.Init")
    private Path source;

    @SuppressWarnings("NullAway.Init")
    private Path target;

    @BeforeEach
    void repositoryAndSource() throws IOException {
        cli = new Cli(Files.createDirectory(temporary.resolve("r")));
        source = Files.createDirectory(temporary.resolve("source"));
        target = temporary.resolve("back");
        var random = new SplittableRandom(3);
        for (int i = 0; i < FILES; i++) {
            byte[] content = new byte[SIZE];
            random.nextBytes(content);
            Path file = Files.write(source.resolve("file" + (char) ('a' + i)), content);
            Files.setLastModifiedTime(file, LONG_AGO);
        }
        cli.run("init").exits(0);
    }

    /** A restore that is killed once a file is whole and others are not. */
    @Test
    void killedRestore_isGoneOnWith_andTheResultIsIdentical() throws Exception {
        OddTree.make(Files.createDirectory(source.resolve("odd")), 3);
        cli.run("backup", source.toString()).exits(0);
        if (!killedWhen(this::oneIsWhole, packs(), Main.class, restore())) {
            return;
        }
        assertTrue(whole() < FILES, "all was restored");
        assertEquals(1, notes());
        Cli.Said refused = cli.run(restore()).exits(11);
        assertTrue(refused.err().contains("HKE-2521") && refused.err().contains("--resume"), refused.err());
        JsonNode resumed = Json.parse(cli.run(restore("--resume", "--verify", "--output", "json"))
                .exits(0)
                .out());
        assertTrue(resumed.get("kept_bytes").asLong() >= SIZE, resumed.toString());
        assertTrue(resumed.get("comparison").get("same").asBoolean());
        assertEquals(0, notes());
        assertEquals("", OddTree.rsyncDifferences(source, target));
    }

    /** A first backup that is killed after its first checkpoint: there is no snapshot to go on from. */
    @Test
    void killedFirstBackup_isGoneOnWithFromItsCheckpoint() throws Exception {
        if (!killedWhen(this::checkpointed, files(source), Hurried.class, "backup", source.toString())) {
            return;
        }
        assertEquals(0, snapshots().size());
        cli.run("check", "--read-data").exits(0);
        Cli.Said said = cli.run("backup", source.toString(), "--output", "json").exits(0);
        long stored = Json.parse(said.out())
                .get("snapshot")
                .get("totals")
                .get("bytes_new")
                .asLong();
        assertTrue(stored > 0 && stored < ALL / 4 * 3, "stored " + stored + " of " + ALL);
        assertFalse(checkpointed());
        cli.run(restore("--verify")).exits(0);
        cli.run("check", "--read-data").exits(0);
    }

    /** Kills at a read of one of these files: the process waits in it. False where it cannot be tried. */
    private boolean killedWhen(BooleanSupplier moment, List<Path> files, Class<?> program, String... line)
            throws Exception {
        var process = new CompletableFuture<Process>();
        Optional<ReadGate> gate =
                ReadGate.when(reads -> process.isDone() && moment.getAsBoolean(), files, () -> process.join()
                        .destroyForcibly());
        if (gate.isEmpty()) {
            return false;
        }
        try (ReadGate open = gate.get()) {
            Process started = cli.start(program, line);
            process.complete(started);
            assertTrue(started.waitFor(60, TimeUnit.SECONDS));
            assertEquals(KILLED, started.exitValue(), () -> log());
        }
        return true;
    }

    private String log() {
        try {
            return Files.readString(cli.folder().resolve("process.log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private boolean oneIsWhole() {
        return whole() > 0;
    }

    /** Files with the snapshot's time, which comes last. */
    private long whole() {
        return files(target).stream().filter(KilledTest::hasItsTime).count();
    }

    private static boolean hasItsTime(Path file) {
        try {
            return Files.getLastModifiedTime(file).equals(LONG_AGO);
        } catch (IOException e) {
            return false;
        }
    }

    private long notes() {
        return files(target).stream()
                .filter(f -> f.getFileName().toString().startsWith(".hikae-restore-"))
                .count();
    }

    private boolean checkpointed() {
        return files(temporary.resolve("r/cache")).stream()
                .anyMatch(f -> f.toString().contains("/checkpoints/")
                        && !f.getFileName().toString().endsWith(".tmp"));
    }

    private List<Path> packs() {
        return files(cli.region("tokyo")).stream()
                .filter(f -> f.toString().contains("/packs/"))
                .toList();
    }

    private static List<Path> files(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.find(folder, 9, (file, is) -> is.isRegularFile())) {
            return all.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonNode snapshots() {
        return Json.parse(cli.run("snapshots", "--output", "json").exits(0).out())
                .get("items");
    }

    private String[] restore(String... options) {
        return Stream.concat(Stream.of("restore", "latest", "--target", target.toString()), Stream.of(options))
                .toArray(String[]::new);
    }
}
