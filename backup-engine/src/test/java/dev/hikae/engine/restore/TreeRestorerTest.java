package dev.hikae.engine.restore;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.text.Messages;
import dev.hikae.engine.BackupResult.Finding;
import dev.hikae.engine.Cancellation;
import dev.hikae.engine.CommitGuard;
import dev.hikae.engine.Comparison;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.Entry;
import dev.hikae.engine.Progress;
import dev.hikae.engine.RawPath;
import dev.hikae.engine.RestoreRequest;
import dev.hikae.engine.RestoreRequest.Overwrite;
import dev.hikae.engine.RestoreResult;
import dev.hikae.engine.RunControl;
import dev.hikae.engine.file.FileError;
import dev.hikae.engine.file.LinuxSource;
import dev.hikae.engine.file.OddTree;
import dev.hikae.engine.tree.Content;
import dev.hikae.engine.tree.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreeRestorerTest {
    private final TreeRestorer restorer = new TreeRestorer(2);
    private final Path source;
    private final Path target;
    private final Path outside;

    TreeRestorerTest(@TempDir Path folder) {
        source = folder.resolve("source");
        target = folder.resolve("target");
        outside = folder.resolve("outside");
    }

    @BeforeEach
    void makeSource() throws IOException {
        Files.createDirectory(source);
        Files.createDirectory(outside);
    }

    @Test
    void oddTree_comesBackAsRsyncSeesIt() throws Exception {
        OddTree.make(source, 1);
        RestoreResult result = restore(MemorySnapshot.of(source), Overwrite.REFUSE);
        assertEquals(List.of(), shown(result.failed()));
        assertEquals(List.of(), shown(result.observations()));
        assertEquals("", OddTree.rsyncDifferences(source, target));
        assertEquals(stats(source), stats(target));
    }

    @Test
    void pathLongerThanAnyCallTakes_comesBack() throws Exception {
        OddTree.makeDeeperThanAnyPath(source);
        var snapshot = MemorySnapshot.of(source);
        try {
            RestoreResult result = restore(snapshot, Overwrite.REFUSE);
            assertEquals(List.of(), result.failed());
            assertEquals(302, result.entries());
            assertTrue(compare(snapshot, target).same());
        } finally {
            var rm = new ProcessBuilder("rm", "-rf", source.toString(), target.toString()).start();
            assertEquals(0, rm.waitFor());
        }
    }

    @Test
    void oddTree_comparesEqualWithItself() throws Exception {
        OddTree.make(source, 2);
        Comparison comparison = compare(MemorySnapshot.of(source), source);
        assertEquals(List.of(), shown(comparison.differences()));
        assertEquals(List.of(), shown(comparison.observations()));
        assertTrue(comparison.entries() > 120, "entries " + comparison.entries());
    }

    @Test
    void restored_comparesEqual() throws Exception {
        OddTree.make(source, 3);
        var snapshot = MemorySnapshot.of(source);
        RestoreResult result = restore(snapshot, Overwrite.REFUSE);
        Comparison comparison = compare(snapshot, target);
        assertEquals(List.of(), shown(comparison.differences()));
        assertEquals(List.of(), shown(comparison.observations()));
        assertEquals(result.entries(), comparison.entries());
        assertEquals(result.files(), comparison.files());
    }

    @Test
    void everyKindOfDifference_isFound() throws Exception {
        OddTree.make(source, 4);
        var snapshot = MemorySnapshot.of(source);
        restore(snapshot, Overwrite.REFUSE);
        overwriteOneByteKeepingTimes(target.resolve("large"), 6_999_999);
        Files.setPosixFilePermissions(target.resolve("small"), java.util.Set.of());
        Files.setLastModifiedTime(target.resolve("old"), FileTime.from(Instant.EPOCH));
        Files.setAttribute(target.resolve("future"), "user:new", java.nio.ByteBuffer.allocate(3));
        Files.delete(target.resolve("dangling"));
        Files.createSymbolicLink(target.resolve("dangling"), Path.of("/elsewhere"));
        Files.delete(target.resolve("fifo"));
        Files.createFile(target.resolve("unexpected"));
        Path linked = target.resolve("links b/two");
        FileTime time = Files.getLastModifiedTime(linked);
        byte[] same = Files.readAllBytes(linked);
        Files.delete(linked);
        Files.write(linked, same);
        Files.setLastModifiedTime(linked, time);
        List<String> found = shown(compare(snapshot, target).differences());
        for (String expected : List.of(
                "/large content differs from byte",
                "/small has mode 0, expected 600",
                "/old was modified 1970-01-01T00:00:00Z, expected 1938",
                "/future attribute user.new is 000000, expected -",
                "/dangling points to /elsewhere",
                "/fifo is missing",
                "/unexpected is there but not in the snapshot",
                "/links b/two is no longer the same file as")) {
            assertTrue(found.stream().anyMatch(line -> line.contains(expected)), expected + " in " + found);
        }
    }

    @Test
    void singleFile_landsUnderItsOwnName() throws Exception {
        Files.createDirectory(source.resolve("d"));
        Files.writeString(source.resolve("d/f"), "content");
        Files.writeString(source.resolve("other"), "x");
        var snapshot = MemorySnapshot.of(source);
        var request = request(Overwrite.REFUSE, source + "/d/f");
        assertEquals(
                List.of(),
                restorer.restore(request, o -> snapshot.content(), RunControl.NONE)
                        .failed());
        assertEquals(List.of("f"), names(target));
        assertEquals("content", Files.readString(target.resolve("f")));
        assertTrue(restorer.compare(request, o -> snapshot.content(), RunControl.NONE)
                .same());
    }

    @Test
    void oneDirectory_goesIntoTheTargetWithItsMetadata() throws Exception {
        Files.createDirectories(source.resolve("d/e"));
        Files.setLastModifiedTime(source.resolve("d"), FileTime.from(Instant.parse("2001-02-03T04:05:06.123456789Z")));
        var snapshot = MemorySnapshot.of(source);
        var request = request(Overwrite.REFUSE, source + "/d/");
        restorer.restore(request, o -> snapshot.content(), RunControl.NONE);
        assertEquals(List.of("e"), names(target));
        assertEquals(Files.getLastModifiedTime(source.resolve("d")), Files.getLastModifiedTime(target));
    }

    @Test
    void severalPaths_areRestoredUnderTheirFullPaths() throws Exception {
        Files.createDirectories(source.resolve("a/b"));
        Files.writeString(source.resolve("a/b/f"), "1");
        Files.writeString(source.resolve("g"), "2");
        Files.writeString(source.resolve("not asked for"), "3");
        Files.setLastModifiedTime(source.resolve("a"), FileTime.from(Instant.EPOCH));
        var snapshot = MemorySnapshot.of(source);
        var request = request(Overwrite.REFUSE, source + "/a/b", source + "/g", source + "/a/b/f");
        RestoreResult result = restorer.restore(request, o -> snapshot.content(), RunControl.NONE);
        assertEquals(List.of(), shown(result.failed()));
        Path under = target.resolve(source.toString().substring(1));
        assertEquals(List.of("a", "g"), names(under));
        assertEquals("1", Files.readString(under.resolve("a/b/f")));
        assertEquals(FileTime.from(Instant.EPOCH), Files.getLastModifiedTime(under.resolve("a")));
        assertTrue(restorer.compare(request, o -> snapshot.content(), RunControl.NONE)
                .same());
    }

    @Test
    void severalRoots_areRestoredUnderTheirFullPaths() throws Exception {
        Files.writeString(source.resolve("f"), "1");
        Files.writeString(outside.resolve("g"), "2");
        var snapshot = MemorySnapshot.of(source, outside);
        var request = request(Overwrite.REFUSE);
        assertEquals(
                List.of(),
                restorer.restore(request, o -> snapshot.content(), RunControl.NONE)
                        .failed());
        assertEquals("1", Files.readString(target.resolve(source.toString().substring(1) + "/f")));
        assertEquals("2", Files.readString(target.resolve(outside.toString().substring(1) + "/g")));
        assertTrue(restorer.compare(request, o -> snapshot.content(), RunControl.NONE)
                .same());
    }

    @Test
    void unknownPath_isAnError() throws Exception {
        var snapshot = MemorySnapshot.of(source);
        var e = assertThrows(
                HikaeException.class,
                () -> restorer.plan(request(Overwrite.REFUSE, source + "/nothing"), o -> snapshot.content()));
        assertEquals(FileError.PATH_NOT_IN_SNAPSHOT, e.code());
    }

    @Test
    void targetThatIsNotEmpty_isRefused() throws Exception {
        Files.createDirectories(target.resolve("something"));
        var snapshot = MemorySnapshot.of(source);
        var e = assertThrows(HikaeException.class, () -> restore(snapshot, Overwrite.REFUSE));
        assertEquals(FileError.TARGET_NOT_EMPTY, e.code());
    }

    @Test
    void targetThatIsAFile_isRefused() throws Exception {
        Files.createFile(target);
        var snapshot = MemorySnapshot.of(source);
        var e = assertThrows(HikaeException.class, () -> restore(snapshot, Overwrite.REFUSE));
        assertEquals(FileError.TARGET_NOT_A_DIRECTORY, e.code());
    }

    @Test
    void replace_mendsAnExistingTreeAndKeepsTheRest() throws Exception {
        OddTree.make(source, 5);
        var snapshot = MemorySnapshot.of(source);
        restore(snapshot, Overwrite.REFUSE);
        overwriteOneByteKeepingTimes(target.resolve("large"), 5);
        Files.delete(target.resolve("fifo"));
        Files.createDirectory(target.resolve("fifo"));
        Files.createFile(target.resolve("unexpected"));
        RestoreResult result = restore(snapshot, Overwrite.REPLACE);
        assertEquals(List.of(), shown(result.failed()));
        assertTrue(Files.exists(target.resolve("unexpected")));
        Files.delete(target.resolve("unexpected"));
        restorer.restore(request(Overwrite.REPLACE), o -> snapshot.content(), RunControl.NONE);
        assertEquals("", OddTree.rsyncDifferences(source, target));
    }

    @Test
    void plantedSymlink_leadsNothingOutside() throws Exception {
        Files.createDirectory(source.resolve("d"));
        Files.writeString(source.resolve("d/f"), "restored");
        Files.writeString(source.resolve("g"), "restored");
        Files.createDirectory(target);
        Files.createSymbolicLink(target.resolve("d"), outside);
        Files.writeString(outside.resolve("victim"), "untouched");
        Files.createSymbolicLink(target.resolve("g"), outside.resolve("victim"));
        RestoreResult result = restore(MemorySnapshot.of(source), Overwrite.REPLACE);
        assertEquals(List.of(), shown(result.failed()));
        assertEquals(List.of("victim"), names(outside));
        assertEquals("untouched", Files.readString(outside.resolve("victim")));
        assertEquals("restored", Files.readString(target.resolve("d/f")));
        assertTrue(Files.isDirectory(target.resolve("d"), LinkOption.NOFOLLOW_LINKS));
    }

    @Test
    void hardLinkThroughAPlantedSymlink_isRefused() throws Exception {
        Files.createDirectory(source.resolve("a"));
        Files.writeString(source.resolve("a/one"), "x");
        Files.createLink(source.resolve("z"), source.resolve("a/one"));
        Files.writeString(outside.resolve("one"), "secret");
        var snapshot = MemorySnapshot.of(source);
        // Right before the second name is linked, the first one's directory becomes a link to elsewhere.
        Cancellation planter = () -> {
            if (Files.exists(target.resolve("a/one")) && !Files.isSymbolicLink(target.resolve("a"))) {
                plantLink();
            }
            return false;
        };
        var control = new RunControl(Progress.NONE, planter, CommitGuard.ALWAYS);
        RestoreResult result = restorer.restore(request(Overwrite.REFUSE), o -> snapshot.content(), control);
        assertTrue(Files.isSymbolicLink(target.resolve("a")), "the link was planted");
        assertTrue(shown(result.failed()).stream().anyMatch(line -> line.contains("/z cannot be written")), "reported");
        assertFalse(Files.exists(target.resolve("z")));
    }

    private void plantLink() {
        try {
            Files.move(target.resolve("a"), target.resolveSibling("moved"));
            Files.createSymbolicLink(target.resolve("a"), outside);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void hostileNames_areRefused() throws Exception {
        Files.writeString(source.resolve("good"), "x");
        var snapshot = MemorySnapshot.of(source);
        for (String name : List.of("..", ".", "", "../escaped", "a/b", "/tmp/escaped")) {
            snapshot.plant(renamed(snapshot.find("good"), name));
        }
        RestoreResult result = restore(snapshot, Overwrite.REFUSE);
        assertEquals(6, result.failed().size(), "failed: " + shown(result.failed()));
        assertEquals(List.of("good"), names(target));
    }

    @Test
    void lostContent_isReportedAndTheRestComesBack() throws Exception {
        byte[] data = new byte[1_000_000];
        new java.util.SplittableRandom(1).nextBytes(data);
        Files.write(source.resolve("damaged"), data);
        Files.writeString(source.resolve("whole"), "fine");
        var snapshot = MemorySnapshot.of(source);
        snapshot.lose(snapshot.find("damaged"), 1);
        RestoreResult result = restore(snapshot, Overwrite.REFUSE);
        assertEquals(1, result.failed().size());
        assertTrue(shown(result.failed()).getFirst().contains("/damaged bytes "), "says where");
        assertEquals("fine", Files.readString(target.resolve("whole")));
        assertEquals(1_000_000, Files.size(target.resolve("damaged")));
        assertFalse(compare(snapshot, target).same());
    }

    /** Cancelled after the walk, when only contents are still to be read: what was not compared is not the same. */
    @Test
    void cancelledComparison_isNoComparison() throws Exception {
        Files.writeString(source.resolve("f"), "content");
        var snapshot = MemorySnapshot.of(source);
        int[] asked = {0};
        var control = new RunControl(Progress.NONE, () -> ++asked[0] > 1, CommitGuard.ALWAYS);
        var e = assertThrows(
                HikaeException.class,
                () -> restorer.compare(
                        new RestoreRequest(
                                snapshot.content().snapshot().id(), List.of(), source, Overwrite.REFUSE, List.of()),
                        o -> snapshot.content(),
                        control));
        assertEquals(EngineError.CANCELLED, e.code());
    }

    @Test
    void cancelledRestore_endsWithoutFinishingFiles() throws Exception {
        Files.writeString(source.resolve("f"), "content");
        var snapshot = MemorySnapshot.of(source);
        int[] asked = {0};
        var control = new RunControl(Progress.NONE, () -> ++asked[0] > 1, CommitGuard.ALWAYS);
        var e = assertThrows(
                HikaeException.class,
                () -> restorer.restore(request(Overwrite.REFUSE), o -> snapshot.content(), control));
        assertEquals(EngineError.CANCELLED, e.code());
        // Nothing but the note by which it can be gone on with.
        String note = ".hikae-restore-" + snapshot.content().snapshot().id();
        assertEquals(List.of(note), names(target));
    }

    @Test
    void plan_countsAndWritesNothing() throws Exception {
        OddTree.make(source, 6);
        var snapshot = MemorySnapshot.of(source);
        var plan = restorer.plan(request(Overwrite.REFUSE), o -> snapshot.content());
        assertFalse(Files.exists(target));
        RestoreResult result = restore(snapshot, Overwrite.REFUSE);
        assertEquals(result.entries(), plan.entries());
        assertEquals(result.files(), plan.files());
        assertTrue(plan.freeBytes() > 0);
        assertEquals(List.of(), plan.conflicts());
        var again = restorer.plan(request(Overwrite.REPLACE), o -> snapshot.content());
        assertTrue(again.conflicts().contains(LinuxSource.rawPath(source.resolve("large"))));
    }

    private RestoreResult restore(MemorySnapshot snapshot, Overwrite overwrite) {
        return restorer.restore(request(overwrite), observer -> snapshot.content(), RunControl.NONE);
    }

    private Comparison compare(MemorySnapshot snapshot, Path with) {
        var request =
                new RestoreRequest(snapshot.content().snapshot().id(), List.of(), with, Overwrite.REFUSE, List.of());
        return restorer.compare(request, observer -> snapshot.content(), RunControl.NONE);
    }

    private RestoreRequest request(Overwrite overwrite, String... paths) {
        var id = new dev.hikae.config.id.SnapshotId("snap_01932b4e-7a2c-7000-8000-000000000001");
        return new RestoreRequest(id, Arrays.stream(paths).map(RawPath::of).toList(), target, overwrite, List.of());
    }

    private static Node renamed(Node node, String name) {
        Entry e = node.entry();
        var renamed = new Entry(
                RawPath.of(name),
                e.kind(),
                e.mode(),
                e.uid(),
                e.gid(),
                e.user(),
                e.group(),
                e.mtime(),
                e.ctime(),
                e.birth(),
                e.size(),
                e.xattrs(),
                e.flags(),
                Optional.empty(),
                false);
        return new Node(renamed, 1, false, node.content() instanceof Content.Extents x ? x : new Content.None());
    }

    private static void overwriteOneByteKeepingTimes(Path file, long offset) throws IOException {
        FileTime time = Files.getLastModifiedTime(file);
        try (var raw = new java.io.RandomAccessFile(file.toFile(), "rw")) {
            raw.seek(offset);
            int old = raw.read();
            raw.seek(offset);
            raw.write(old ^ 1);
        }
        Files.setLastModifiedTime(file, time);
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> list = Files.list(folder)) {
            return list.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    private static List<String> shown(List<Finding> findings) {
        return findings.stream()
                .map(finding -> finding.path() + " " + Messages.render(finding.what(), Locale.ENGLISH))
                .toList();
    }

    /** Nanosecond times, allocated blocks and link counts by stat(1): rsync compares whole seconds or no holes. */
    private static String stats(Path folder) throws Exception {
        var find = new ProcessBuilder("find", ".", "-printf", "%P\\0%T@ %b %n %s %m %y\\0\\n")
                .directory(folder.toFile())
                .start();
        String all = new String(find.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.ISO_8859_1);
        assertEquals(0, find.waitFor());
        String[] lines = all.split("\0\n");
        Arrays.sort(lines);
        assertArrayEquals(lines, lines.clone());
        return String.join("\n", lines);
    }
}
