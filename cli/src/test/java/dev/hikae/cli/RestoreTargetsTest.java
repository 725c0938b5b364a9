package dev.hikae.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hikae.config.json.Json;
import dev.hikae.engine.file.AsNobody;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Targets that are full, somebody else's, planted with links, or take two names for one. */
class RestoreTargetsTest {
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
        target = Files.createDirectory(temporary.resolve("back"));
        cli.run("init").exits(0);
    }

    private void backup() {
        cli.run("backup", source.toString()).exits(0);
    }

    @Test
    void fullDisk_isSaid_andTheRestoreGoesOnOnceThereIsRoom() throws Exception {
        for (int i = 0; i < 8; i++) {
            byte[] content = new byte[2 << 20];
            new SplittableRandom(i).nextBytes(content);
            Files.write(source.resolve("file" + i), content);
        }
        backup();
        if (!mounted("a full disk", "mount", "-t", "tmpfs", "-o", "size=7m", "none", target)) {
            return;
        }
        try {
            Cli.Said full = cli.run(restore()).exits(13);
            assertTrue(full.err().contains("HKE-2523"), full.err());
            assertTrue(full.err().contains("--resume"), full.err());
            assertTrue(cli.run(restore("--resume")).exits(13).err().contains("HKE-2523"), "still full");
            assertTrue(run("mount", "-o", "remount,size=64m", target));
            JsonNode resumed = json(
                    cli.run(restore("--resume", "--verify", "--output", "json")).exits(0));
            assertTrue(resumed.get("kept_bytes").asLong() > 0, resumed.toString());
            assertTrue(resumed.get("comparison").get("same").asBoolean());
        } finally {
            assertTrue(run("umount", target));
        }
    }

    /** Not even the note fits: the same error, and nothing is left in the way of the next attempt. */
    @Test
    void diskThatIsFullFromTheStart_isLeftEmpty() throws Exception {
        Files.writeString(source.resolve("f"), "x");
        backup();
        if (!mounted("a full disk", "mount", "-t", "tmpfs", "-o", "nr_inodes=1", "none", target)) {
            return;
        }
        try {
            Cli.Said full = cli.run(restore()).exits(13);
            assertTrue(full.err().contains("HKE-2523"), full.err());
            assertEquals(0, target.toFile().list().length);
            assertTrue(run("mount", "-o", "remount,nr_inodes=0", target));
            cli.run(restore("--verify")).exits(0);
        } finally {
            assertTrue(run("umount", target));
        }
    }

    @Test
    void plantedLinks_leadNothingOutside_alsoWhenReplacing() throws IOException {
        Files.createDirectories(source.resolve("sub/deep"));
        Files.writeString(source.resolve("sub/deep/f"), "ours");
        Files.writeString(source.resolve("one"), "ours");
        backup();
        Path outside = Files.createDirectory(temporary.resolve("outside"));
        Path precious = Files.writeString(outside.resolve("f"), "theirs");
        for (String how : List.of("--overwrite", "--delta")) {
            Files.deleteIfExists(target.resolve("one"));
            Files.createSymbolicLink(target.resolve("one"), precious);
            Files.createDirectories(target.resolve("sub"));
            if (Files.exists(target.resolve("sub/deep"))) {
                Files.delete(target.resolve("sub/deep/f"));
                Files.delete(target.resolve("sub/deep"));
            }
            Files.createSymbolicLink(target.resolve("sub/deep"), outside);
            cli.run(restore(how, "--verify")).exits(0);
            assertEquals("theirs", Files.readString(precious));
            assertEquals(List.of("f"), List.of(outside.toFile().list()));
            assertEquals("ours", Files.readString(target.resolve("one")));
            assertEquals("ours", Files.readString(target.resolve("sub/deep/f")));
            assertFalse(Files.isSymbolicLink(target.resolve("sub/deep")));
        }
    }

    @Test
    void singleFile_comesBackAlone_andAnotherPathIsNotFound() throws IOException {
        Files.createDirectories(source.resolve("sub"));
        Path file = Files.writeString(source.resolve("sub/日本 語"), "one of many");
        Files.writeString(source.resolve("other"), "x");
        backup();
        cli.run("restore", "latest:" + file, "--target", target.toString(), "--verify")
                .exits(0);
        assertEquals(List.of("日本 語"), List.of(target.toFile().list()));
        assertEquals("one of many", Files.readString(target.resolve("日本 語")));
        Cli.Said unknown = cli.run("restore", "latest:" + source + "/none", "--target", temporary + "/new");
        assertTrue(unknown.exits(10).err().contains("HKE-2524"), unknown.err());
    }

    /** What needs root is named; owners are an observation, a device that cannot be made a failure. */
    @Test
    void ordinaryUser_getsWhatMayBeHis_andTheRestIsNamed() throws Exception {
        if (!AsNobody.possible("restore as another user through the command")) {
            return;
        }
        Files.writeString(source.resolve("plain"), "content");
        Files.setAttribute(Files.writeString(source.resolve("setuid"), "x"), "unix:mode", 04755);
        assertTrue(run("mknod", source.resolve("null"), "c", "1", "3"));
        backup();
        Path root = temporary.resolve("by root");
        cli.run("restore", "latest", "--target", root.toString(), "--verify").exits(0);
        AsNobody.loadEngine();
        // Classes and messages for what fails, too.
        cli.run("restore", "latest", "--target", root.toString()).exits(11);
        cli.run("restore", "latest", "--target", root + "/plain").exits(11);
        assertTrue(run("chmod", "-R", "a+rX", temporary));
        assertTrue(run("chown", "-R", AsNobody.ID, target, temporary.resolve("r/cache")));
        Cli.Said said = AsNobody.call(() -> cli.run(restore("--exclude", "null")));
        assertTrue(said.exits(0).err().contains(source + "/plain: owner 0:0 not restored: EPERM"), said.err());
        assertTrue(said.err().contains(source + "/setuid: mode 4755 restored without setuid"), said.err());
        assertEquals("content", Files.readString(target.resolve("plain")));
        assertEquals(AsNobody.ID, Files.getAttribute(target.resolve("plain"), "unix:uid"));
        said = AsNobody.call(() -> cli.run(restore("--overwrite")));
        assertTrue(said.exits(3).err().contains(source + "/null: cannot be written: EPERM"), said.err());
    }

    /** One of the two comes back whole and the other is named: nothing takes another's place unsaid. */
    @Test
    void namesThatDifferByCaseOnly_doNotOverwriteEachOther() throws Exception {
        Files.createDirectories(source.resolve("D"));
        Files.createDirectories(source.resolve("d"));
        Files.writeString(source.resolve("D/x"), "x");
        Files.writeString(source.resolve("d/y"), "y");
        Files.writeString(source.resolve("README"), "upper");
        Files.writeString(source.resolve("readme"), "lower, and longer");
        Files.createLink(source.resolve("Link"), Files.writeString(source.resolve("link"), "twice"));
        backup();
        if (!caseInsensitive()) {
            return;
        }
        try {
            Path in = Files.createDirectory(target.resolve("in"));
            Path other = Files.createDirectory(target.resolve("other"));
            assertConflicts(in);
            assertConflicts(in, "--overwrite");
            assertConflicts(in, "--delta");
            Files.writeString(other.resolve("one of mine"), "x");
            assertConflicts(other, "--overwrite");
            assertConflicts(other, "--delta", "--delete");
            assertTrue(Files.exists(other.resolve("one of mine")), "nothing is deleted by names that mislead");
        } finally {
            assertTrue(run("umount", target));
        }
    }

    private void assertConflicts(Path in, String... options) throws IOException {
        JsonNode result = json(cli.run(restoreTo(in, Stream.concat(Stream.of(options), Stream.of("--output", "json"))))
                .exits(3));
        List<String> taken = new ArrayList<>();
        for (JsonNode failed : result.get("failed")) {
            if (failed.get("what").asText().contains("EEXIST")) {
                taken.add(
                        source.relativize(Path.of(failed.get("path").asText())).toString());
            }
        }
        String when = List.of(options) + " " + result.get("failed");
        assertEquals(1, taken.stream().filter(n -> n.equalsIgnoreCase("readme")).count(), when);
        assertEquals(1, taken.stream().filter(n -> n.equalsIgnoreCase("link")).count(), when);
        assertEquals(1, taken.stream().filter(n -> n.equalsIgnoreCase("d")).count(), when);
        assertEquals(
                taken.contains("readme") ? "upper" : "lower, and longer", Files.readString(in.resolve("readme")), when);
        assertEquals("twice", Files.readString(in.resolve("link")), when);
        assertEquals(taken.contains("d"), Files.exists(in.resolve("d/x")), when);
        assertEquals(taken.contains("D"), Files.exists(in.resolve("d/y")), when);
    }

    /** What the snapshot spells otherwise than the disk is not what the snapshot does not hold. */
    @Test
    void otherSpelling_isNotDeletedAsExtra() throws Exception {
        Files.writeString(source.resolve("README"), "ours");
        Files.createDirectories(source.resolve("Sub"));
        Files.writeString(source.resolve("Sub/f"), "f");
        backup();
        if (!caseInsensitive()) {
            return;
        }
        try {
            Path in = target.resolve("in");
            Files.createDirectories(in.resolve("sub"));
            Files.writeString(in.resolve("readme"), "older");
            cli.run(restoreTo(in, Stream.of("--delta", "--delete")));
            assertEquals("ours", Files.readString(in.resolve("README")));
            assertEquals("f", Files.readString(in.resolve("Sub/f")));
        } finally {
            assertTrue(run("umount", target));
        }
    }

    /** Mounts, over the target, whatever this kernel and machine have of the kind. */
    private boolean caseInsensitive() throws Exception {
        Path image = temporary.resolve("image");
        String fold =
                "mkfs.ext4 -q -O casefold -E encoding=utf8 I && mount -o loop I T && rmdir T/lost+found && chattr +F T";
        String vfat = "mkfs.vfat I && mount -o loop I T";
        String ntfs = "mkntfs -q -Q -F I && lowntfs-3g -o ignore_case,permissions I T";
        for (String way : List.of(fold, vfat, ntfs)) {
            String line = way.replace(" I", " " + image).replace(" T", " " + target);
            if (run("sh", "-c", "truncate -s 32M " + image + " && " + line)) {
                Path probe = Files.createFile(target.resolve("probe"));
                if (Files.exists(target.resolve("PROBE"), LinkOption.NOFOLLOW_LINKS)) {
                    Files.delete(probe);
                    return true;
                }
            }
            run("umount", target);
        }
        System.out.println("SKIPPED: names that differ by case only: neither casefold, vfat nor lowntfs-3g here");
        return false;
    }

    private static boolean mounted(String what, Object... command) throws Exception {
        if (AsNobody.possible(what) && run(command)) {
            return true;
        }
        System.out.println("SKIPPED: " + what + ": nothing may be mounted here");
        return false;
    }

    private static boolean run(Object... command) throws Exception {
        try {
            return new ProcessBuilder(Stream.of(command).map(Object::toString).toList())
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static JsonNode json(Cli.Said said) {
        return Json.parse(said.out());
    }

    private String[] restore(String... options) {
        return restoreTo(target, Stream.of(options));
    }

    private static String[] restoreTo(Path to, Stream<String> options) {
        return Stream.concat(Stream.of("restore", "latest", "--target", to.toString()), options)
                .toArray(String[]::new);
    }
}
