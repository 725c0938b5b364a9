package dev.hikae.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hikae.config.json.Json;
import dev.hikae.engine.file.AsNobody;
import dev.hikae.engine.file.OddTree;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people and programs leave in file trees, backed up and restored as a person would. */
class InputTest {
    /** Files in one directory; {@code -Dhikae.test.manyFiles=1000000} for a million. */
    private static final int MANY = Integer.getInteger("hikae.test.manyFiles", 20_000);

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
    void emptyRepository() throws IOException {
        cli = new Cli(Files.createDirectory(temporary.resolve("r")));
        source = Files.createDirectory(temporary.resolve("source"));
        target = temporary.resolve("back");
        cli.run("init").exits(0);
    }

    /** Hard links across directories, devices, odd names, far times, attributes, ACLs, loops of links, holes. */
    @Test
    void oddTree_comesBackExactly() throws Exception {
        OddTree.make(source, 7);
        backup(0);
        restore();
        assertEquals("", OddTree.rsyncDifferences(source, target));
    }

    /** A second backup takes everything over and must say the same. */
    @Test
    void oddTree_takenOverFromTheParent_comesBackExactly() throws Exception {
        OddTree.make(source, 8);
        backup(0);
        backup(0);
        restore();
        assertEquals("", OddTree.rsyncDifferences(source, target));
    }

    @Test
    void sparseTebibyte_needsNeitherTimeNorSpace() throws IOException {
        long size = 1L << 40;
        try (var raw = new RandomAccessFile(source.resolve("sparse").toFile(), "rw")) {
            raw.setLength(size);
            raw.seek(size / 2);
            raw.write("in the middle".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        }
        JsonNode totals = backup(0).get("snapshot").get("totals");
        assertEquals(size, totals.get("bytes").asLong());
        cli.run("restore", "latest", "--target", target.toString()).exits(0);
        try (var raw = new RandomAccessFile(target.resolve("sparse").toFile(), "r")) {
            assertEquals(size, raw.length());
            raw.seek(size / 2);
            byte[] middle = new byte[13];
            raw.readFully(middle);
            assertArrayEquals("in the middle".getBytes(java.nio.charset.StandardCharsets.US_ASCII), middle);
        }
        assertTrue(allocated(target.resolve("sparse")) < 1 << 20);
    }

    private static long allocated(Path file) throws IOException {
        var process = new ProcessBuilder("stat", "-c", "%b", file.toString()).start();
        return 512 * Long.parseLong(new String(process.getInputStream().readAllBytes(), "US-ASCII").strip());
    }

    @Test
    void directoryOfManyFiles_comesBackComplete() throws IOException {
        for (int i = 0; i < MANY; i++) {
            Files.createFile(source.resolve("entry " + i));
        }
        backup(0);
        cli.run("restore", "latest", "--target", target.toString()).exits(0);
        try (Stream<Path> back = Files.list(target)) {
            assertEquals(MANY, back.count());
        }
    }

    @Test
    void pathsDeeperThanAnyCallTakes_comeBack() throws Exception {
        OddTree.makeDeeperThanAnyPath(source);
        try {
            backup(0);
            restore();
        } finally {
            removeTree(source);
            removeTree(target);
        }
    }

    /** Java's own way of removing a tree gives up at such depths. */
    private static void removeTree(Path folder) throws Exception {
        new ProcessBuilder("rm", "-rf", folder.toString()).start().waitFor();
    }

    @Test
    void whatIsLeftOut_isCountedAndListed() throws IOException {
        Files.createDirectories(source.resolve("cache"));
        Files.writeString(source.resolve("cache/CACHEDIR.TAG"), "Signature: 8a477f597d28d172789f06886806bc55\n");
        Files.createFile(source.resolve("cache/data"));
        Files.createDirectories(source.resolve("scratch"));
        Files.createFile(source.resolve("scratch/.nobackup"));
        Files.createFile(source.resolve("scratch/data"));
        Files.write(source.resolve("large"), new byte[2049]);
        Files.createFile(source.resolve("a.TMP"));
        Files.createFile(source.resolve("b.tmp"));
        Files.createFile(source.resolve("kept"));
        Path patterns = Files.writeString(temporary.resolve("patterns"), "# by a test\n*.tmp\n");
        String[] options = {
            "--exclude-file",
            patterns.toString(),
            "--exclude-ignore-case",
            "--exclude",
            "!b.tmp",
            "--exclude-caches",
            "--exclude-if-present",
            ".nobackup",
            "--exclude-larger-than",
            "2KiB"
        };
        JsonNode excluded = backup(0, options).get("excluded");
        assertEquals(4, excluded.get("total").asInt());
        assertEquals(Json.parse("{\"cache\":1,\"marker\":1,\"pattern\":1,\"size\":1}"), excluded.get("counts"));
        assertEquals(source + "/a.TMP", excluded.get("first").get(0).get("path").asText());
        Cli.Said said = cli.run(line(options, "--list-excluded")).exits(0);
        assertTrue(said.err().contains("left out: " + source + "/large (size)"), said.err());
        assertTrue(said.err().contains("left out as told: 4 ("), said.err());
        cli.run("restore", "latest", "--target", target.toString()).exits(0);
        assertTrue(Files.exists(target.resolve("b.tmp")));
        assertTrue(Files.exists(target.resolve("scratch/.nobackup")));
        assertFalse(Files.exists(target.resolve("a.TMP")));
        assertFalse(Files.exists(target.resolve("cache/data")));
        assertFalse(Files.exists(target.resolve("large")));
    }

    @Test
    void uselessPattern_isRefusedBeforeAnythingIsStored() {
        Cli.Said said = cli.run("backup", "--exclude", "!", source.toString()).exits(2);
        assertTrue(said.err().contains("HKE-2580"), said.err());
        cli.run("backup", "--exclude-larger-than", "much", source.toString()).exits(2);
        cli.run("backup", "--exclude-file", "/nowhere/at/all", source.toString())
                .exits(10);
    }

    /** The snapshot commits without them and says so. Root reads everything but what the kernel itself keeps closed. */
    @Test
    void unreadableEntries_areListed_andExitIs3_unlessAccepted() {
        Path kernel = Path.of("/proc/sys/vm");
        Cli.Said said = cli.run("backup", kernel.toString(), "--output", "json").exits(3);
        JsonNode result = Json.parse(said.out());
        assertFalse(result.get("snapshot").get("complete").asBoolean());
        assertTrue(
                result.get("unreadable")
                        .findValuesAsText("path")
                        .contains(kernel.resolve("drop_caches").toString()),
                said.out());
        assertTrue(result.get("snapshot").get("totals").get("files").asInt() > 10, said.out());
        said = cli.run("backup", kernel.toString(), "--output", "json", "--accept-unreadable", kernel.toString());
        result = Json.parse(said.out());
        assertTrue(result.get("snapshot").get("complete").asBoolean());
        assertTrue(result.get("unreadable").isEmpty());
        assertTrue(result.get("warnings")
                .findValuesAsText("path")
                .contains(kernel.resolve("drop_caches").toString()));
    }

    /** A log that never rests. */
    @Test
    void fileThatChangesWhileItIsRead_isKept_namedAndExitIs3() throws Exception {
        Path busy = Files.write(source.resolve("busy"), new byte[16 << 20]);
        Files.createFile(source.resolve("quiet"));
        var stop = new AtomicBoolean();
        Thread writer = Thread.ofPlatform().start(() -> {
            try (var raw = new RandomAccessFile(busy.toFile(), "rw")) {
                for (int i = 0; !stop.get(); i++) {
                    raw.seek(i % (16 << 20));
                    raw.write(i);
                    raw.setLength((16 << 20) + i % 1000);
                    Thread.sleep(1);
                }
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        JsonNode result;
        try {
            result = backup(3);
        } finally {
            stop.set(true);
            writer.join();
        }
        assertTrue(result.get("snapshot").get("complete").asBoolean());
        assertEquals(1, result.get("warnings").size());
        assertEquals(busy.toString(), result.get("warnings").get(0).get("path").asText());
        backup(0);
        restore();
        assertEquals(-1, Files.mismatch(busy, target.resolve("busy")));
    }

    /** Java's own times end in 2262. */
    @Test
    void timesOfOtherCenturies_comeBackToTheNanosecond() throws Exception {
        for (String time : List.of("1905-06-07 08:09:10.123456789", "2345-06-07 08:09:10.987654321")) {
            Path file = Files.createFile(source.resolve(time.substring(0, 4)));
            assertTrue(run("touch", "-h", "-d", time + " UTC", file));
        }
        backup(0);
        backup(0);
        restore();
        for (String name : List.of("1905", "2345")) {
            String there = said("stat", "-c", "%y", source.resolve(name));
            assertTrue(there.startsWith(name), there);
            assertEquals(there, said("stat", "-c", "%y", target.resolve(name)));
        }
    }

    private static String said(Object... command) throws Exception {
        var process =
                new ProcessBuilder(Stream.of(command).map(Object::toString).toList()).start();
        return new String(process.getInputStream().readAllBytes(), "US-ASCII").strip();
    }

    @Test
    void mountedFileSystem_isLeftOutWhereAsked_andCounted() throws Exception {
        Path mount = Files.createDirectory(source.resolve("mount"));
        if (!AsNobody.possible("mount points through the command") || !run("mount", "-t", "tmpfs", "none", mount)) {
            System.out.println("SKIPPED: mount points through the command: nothing may be mounted here");
            return;
        }
        try {
            Files.createFile(mount.resolve("inside"));
            JsonNode one = backup(0, "--one-file-system");
            assertEquals(
                    Json.parse("{\"other-file-system\":1}"), one.get("excluded").get("counts"));
            assertEquals(2, one.get("snapshot").get("totals").get("entries").asInt());
            assertEquals(
                    3, backup(0).get("snapshot").get("totals").get("entries").asInt());
        } finally {
            assertTrue(run("umount", mount));
        }
    }

    private static boolean run(Object... command) throws Exception {
        return new ProcessBuilder(Stream.of(command).map(Object::toString).toList())
                        .start()
                        .waitFor()
                == 0;
    }

    @Test
    void hooks_surroundTheBackup_evenOneThatCannotReachItsTarget() throws IOException {
        Path log = temporary.resolve("log");
        String note = "sh -c 'echo $HIKAE_HOOK $HIKAE_OUTCOME $HIKAE_ERROR >> \"" + log + "\"'";
        JsonNode hooks = backup(0, "--pre-hook", note, "--post-hook", note, "--failure-hook", note)
                .get("hooks");
        assertEquals(List.of("before", "after succeeded"), Files.readAllLines(log));
        assertEquals("exited", hooks.get(1).get("end").asText());
        Files.delete(log);
        Files.move(cli.region("tokyo"), temporary.resolve("gone"));
        Cli.Said said = cli.run(line(new String[] {"--failure-hook", note, "--post-hook", note}))
                .exits(13);
        assertTrue(said.err().contains("HKE-2109"), said.err());
        assertEquals(List.of("after-failure failed HKE-2109", "after failed HKE-2109"), Files.readAllLines(log));
        Files.move(temporary.resolve("gone"), cli.region("tokyo"));
    }

    @Test
    void hookThatFails_stopsOrWarns_andOneThatHangsIsEnded() {
        Cli.Said said = cli.run(line(new String[] {"--pre-hook", "sh -c 'echo not frozen; exit 9'"}))
                .exits(1);
        assertTrue(said.err().contains("HKE-2582"), said.err());
        assertTrue(said.err().contains("exit code 9: not frozen"), said.err());
        backup(3, "--pre-hook", "false", "--pre-hook-warns");
        JsonNode hooks =
                backup(3, "--post-hook", "sleep 600", "--hook-timeout", "1s").get("hooks");
        assertEquals("timed-out", hooks.get(0).get("end").asText());
        cli.run(line(new String[] {"--pre-hook", "echo 'not closed"})).exits(2);
        assertEquals(
                2,
                Json.parse(cli.run("snapshots", "--output", "json").exits(0).out())
                        .get("items")
                        .size());
    }

    private JsonNode backup(int exit, String... options) {
        return Json.parse(cli.run(line(options, "--output", "json")).exits(exit).out());
    }

    private String[] line(String[] options, String... more) {
        return Stream.of(Stream.of("backup"), Stream.of(options), Stream.of(more), Stream.of(source.toString()))
                .flatMap(s -> s)
                .toArray(String[]::new);
    }

    private void restore() {
        cli.run("restore", "latest", "--target", target.toString(), "--verify").exits(0);
    }
}
