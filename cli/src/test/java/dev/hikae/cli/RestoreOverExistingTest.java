package dev.hikae.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hikae.config.json.Json;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Restores onto what is there: differences only, interrupted and gone on with, selected, and with other owners. */
class RestoreOverExistingTest {
    private static final int BIG = 6 << 20;

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
    void repositoryWithOneSnapshot() throws IOException {
        cli = new Cli(Files.createDirectory(temporary.resolve("r")));
        source = Files.createDirectory(temporary.resolve("source"));
        target = temporary.resolve("back");
        byte[] data = new byte[BIG];
        new SplittableRandom(1).nextBytes(data);
        Files.write(source.resolve("big"), data);
        Files.createDirectories(source.resolve("sub/deep"));
        Files.writeString(source.resolve("sub/two.txt"), "two\n");
        Files.writeString(source.resolve("sub/deep/three.log"), "three\n");
        Files.writeString(source.resolve("one.txt"), "one\n");
        cli.run("init", "--write-recovery-kit", temporary.resolve("kit").toString())
                .exits(0);
        cli.run("backup", source.toString()).exits(0);
    }

    @Test
    void delta_writesOnlyWhatDiffers_inPlace() throws IOException {
        restore().exits(0);
        Object inode = Files.getAttribute(target.resolve("big"), "unix:ino");
        try (var file = new RandomAccessFile(target.resolve("big").toFile(), "rw")) {
            file.seek(5 << 20);
            file.write(new byte[10]);
        }
        Files.writeString(target.resolve("one.txt"), "longer than it was\n");
        Files.writeString(target.resolve("mine"), "mine");
        JsonNode said = Json.parse(
                restore("--delta", "--verify", "--output", "json").exits(0).out());
        assertEquals(inode, Files.getAttribute(target.resolve("big"), "unix:ino"));
        assertEquals(-1, Files.mismatch(source.resolve("big"), target.resolve("big")));
        assertEquals("one\n", Files.readString(target.resolve("one.txt")));
        assertEquals("mine", Files.readString(target.resolve("mine")));
        long kept = said.get("kept_bytes").asLong();
        assertTrue(kept > 1 << 20 && kept < BIG, "kept " + kept);
        assertEquals(
                Files.getLastModifiedTime(source.resolve("big")), Files.getLastModifiedTime(target.resolve("big")));
    }

    /** Another name of the same inode may lie outside the target. */
    @Test
    void delta_neverWritesThroughAnotherName() throws IOException {
        restore().exits(0);
        Path outside = Files.writeString(temporary.resolve("outside"), "theirs");
        Files.delete(target.resolve("one.txt"));
        Files.createLink(target.resolve("one.txt"), outside);
        Files.delete(target.resolve("sub/two.txt"));
        Files.createSymbolicLink(target.resolve("sub/two.txt"), outside);
        restore("--delta", "--verify").exits(0);
        assertEquals("theirs", Files.readString(outside));
        assertEquals("one\n", Files.readString(target.resolve("one.txt")));
    }

    /** A directory replaced by a link leads nowhere: neither written through nor deleted through. */
    @Test
    void plantedDirectoryLink_isReplaced_andNothingOutsideIsTouched() throws IOException {
        restore().exits(0);
        Path outside = Files.createDirectory(temporary.resolve("outside"));
        Files.writeString(outside.resolve("precious"), "theirs");
        deleteTree(target.resolve("sub"));
        Files.createSymbolicLink(target.resolve("sub"), outside);
        restore("--delta", "--delete", "--verify").exits(0);
        assertEquals(
                java.util.List.of("precious"), Arrays.asList(outside.toFile().list()));
        assertEquals("two\n", Files.readString(target.resolve("sub/two.txt")));
    }

    @Test
    void delete_needsDelta_showsFirst_andSparesWhatIsExcluded() throws IOException {
        restore().exits(0);
        Files.createDirectories(target.resolve("sub/extra/inner"));
        Files.writeString(target.resolve("sub/extra/inner/f"), "x");
        Files.writeString(target.resolve("keep.tmp"), "x");
        assertTrue(restore("--delete").exits(2).err().contains("--delta"));
        Cli.Said plan = restore("--delta", "--delete", "--exclude", "*.tmp", "--dry-run")
                .exits(0);
        assertTrue(plan.err().contains("to be deleted: " + source + "/sub/extra"), plan.err());
        assertTrue(Files.exists(target.resolve("sub/extra/inner/f")));
        restore("--delta", "--delete", "--exclude", "*.tmp").exits(0);
        assertFalse(Files.exists(target.resolve("sub/extra")));
        assertTrue(Files.exists(target.resolve("keep.tmp")));
        assertEquals(
                Files.getLastModifiedTime(source.resolve("sub")), Files.getLastModifiedTime(target.resolve("sub")));
    }

    /** As a killed restore leaves it: its note, one file whole, one written in half, the rest missing. */
    @Test
    void interruptedRestore_isGoneOnWith_andHalfWrittenFilesAreNotTrusted() throws Exception {
        restore().exits(0);
        Path note = interrupted();
        Path whole = target.resolve("sub/two.txt");
        Files.setLastModifiedTime(whole, Files.getLastModifiedTime(source.resolve("sub/two.txt")));
        Object untouched = Files.getAttribute(whole, "unix:ctime");
        try (var file = new RandomAccessFile(target.resolve("big").toFile(), "rw")) {
            file.setLength(3 << 20);
            file.setLength(BIG);
        }
        Files.delete(target.resolve("one.txt"));
        assertTrue(restore().exits(11).err().contains("--resume"));
        JsonNode said = Json.parse(
                restore("--resume", "--verify", "--output", "json").exits(0).out());
        assertEquals(-1, Files.mismatch(source.resolve("big"), target.resolve("big")));
        assertEquals("one\n", Files.readString(target.resolve("one.txt")));
        assertEquals(untouched, Files.getAttribute(whole, "unix:ctime"));
        assertTrue(said.get("kept_bytes").asLong() > 1 << 20, said.toString());
        assertFalse(Files.exists(note));
        assertTrue(restore("--resume").exits(11).err().contains("HKE-2541"));
    }

    /** After a crash of the system neither time nor size says that the content reached the disk. */
    @Test
    void afterACrashOfTheSystem_contentIsRead() throws Exception {
        restore().exits(0);
        Path note = interrupted();
        String text = Files.readString(note);
        Files.writeString(note, text.substring(0, text.lastIndexOf('\n', text.length() - 2) + 1) + "another run\n");
        FileTime time = Files.getLastModifiedTime(source.resolve("one.txt"));
        Files.writeString(target.resolve("one.txt"), "\0\0\0\0");
        Files.setLastModifiedTime(target.resolve("one.txt"), time);
        restore("--resume", "--verify").exits(0);
        assertEquals("one\n", Files.readString(target.resolve("one.txt")));
    }

    @Test
    void includeAndExclude_restoreWhatIsAskedFor() throws IOException {
        restore("--include", "*.log", "--include", "/one.txt", "--verify").exits(0);
        assertTrue(Files.exists(target.resolve("sub/deep/three.log")));
        assertTrue(Files.exists(target.resolve("one.txt")));
        assertFalse(Files.exists(target.resolve("big")));
        assertFalse(Files.exists(target.resolve("sub/two.txt")));
        deleteTree(target);
        restore("--include", "/sub", "--exclude", "*.log", "--verify").exits(0);
        assertTrue(Files.exists(target.resolve("sub/two.txt")));
        assertTrue(Files.exists(target.resolve("sub/deep")));
        assertFalse(Files.exists(target.resolve("sub/deep/three.log")));
        assertFalse(Files.exists(target.resolve("one.txt")));
    }

    @Test
    void owners_areMapped() throws IOException {
        Object uid = Files.getAttribute(source.resolve("one.txt"), "unix:uid");
        if (!uid.equals(0)) {
            return;
        }
        restore("--map-owner", "0:4711", "--map-group", "root:4712", "--verify").exits(0);
        assertEquals(4711, Files.getAttribute(target.resolve("one.txt"), "unix:uid"));
        assertEquals(4712, Files.getAttribute(target.resolve("sub/deep"), "unix:gid"));
        deleteTree(target);
        assertTrue(restore("--map-owner", "0:no-such-user").exits(2).err().contains("HKE-2540"));
        restore("--no-owner", "--verify").exits(0);
        assertTrue(restore("--map-owner", "nonsense").exits(2).err().contains("FROM:TO"));
    }

    /** Leaves the note of a restore of this snapshot that began just now, with files finished after it. */
    private Path interrupted() throws Exception {
        JsonNode snapshots =
                Json.parse(cli.run("snapshots", "--output", "json").exits(0).out());
        String id = snapshots.findValue("id").asText();
        Path note = target.resolve(".hikae-restore-" + id);
        String boot =
                Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
        Files.writeString(note, "hikae-restore 1\n" + id + " [] [] [] NUMBER{}{}\n" + boot + "\n");
        Thread.sleep(20);
        return note;
    }

    private Cli.Said restore(String... options) {
        var line = new java.util.ArrayList<>(java.util.List.of("restore", "latest", "--target", target.toString()));
        line.addAll(Arrays.asList(options));
        return cli.run(line.toArray(String[]::new));
    }

    private static void deleteTree(Path tree) throws IOException {
        try (var walk = Files.walk(tree)) {
            for (Path path : walk.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
