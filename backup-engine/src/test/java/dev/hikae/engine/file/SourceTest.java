package dev.hikae.engine.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.config.error.HikaeException;
import dev.hikae.engine.Entry;
import dev.hikae.engine.Exclusions;
import dev.hikae.engine.RawPath;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceTest {
    private final Path folder;

    SourceTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void names_comeInUnsignedByteOrder() throws Exception {
        for (String name : List.of("b", "a", "B", "ab", "é", "a.b", "~")) {
            Files.createFile(folder.resolve(name));
        }
        assertEquals(List.of("B", "a", "a.b", "ab", "b", "~", "é"), shown(List.of()));
    }

    @Test
    void largeDirectory_isSortedAndComplete() throws Exception {
        for (int i = 0; i < 20_000; i++) {
            Files.createFile(
                    folder.resolve("a rather long name that fills the buffer soon, number " + i * 7919 % 20_000));
        }
        List<String> found = shown(List.of());
        assertEquals(20_000, found.size());
        assertEquals(found.stream().sorted().toList(), found);
    }

    @Test
    void excluded_isNotSeen() throws Exception {
        Files.createDirectory(folder.resolve("cache"));
        Files.createFile(folder.resolve("cache/x"));
        Files.createFile(folder.resolve("a.tmp"));
        Files.createFile(folder.resolve("a.txt"));
        assertEquals(List.of("a.txt"), shown(List.of("*.tmp", "/cache/")));
    }

    @Test
    void cacheDirectory_keepsOnlyItsTag_ifThatIsOne() throws Exception {
        for (String name : List.of("cache", "fake", "plain")) {
            Files.createDirectory(folder.resolve(name));
            Files.createFile(folder.resolve(name + "/data"));
        }
        Files.writeString(
                folder.resolve("cache/CACHEDIR.TAG"), "Signature: 8a477f597d28d172789f06886806bc55\n# by a test\n");
        Files.writeString(folder.resolve("fake/CACHEDIR.TAG"), "Signature: 8a477f597d28d172789f06886806bc56\n");
        var exclude = new Exclusions(List.of(), false, true, List.of(), OptionalLong.empty(), false);
        assertEquals(
                List.of("cache", "cache/CACHEDIR.TAG", "fake", "fake/CACHEDIR.TAG", "fake/data", "plain", "plain/data"),
                walked(exclude));
        assertEquals(List.of("cache CACHE"), left);
    }

    @Test
    void markedDirectory_keepsOnlyTheMarker_butNotWhereItIsTheRoot() throws Exception {
        Files.createFile(folder.resolve(".nobackup"));
        Files.createDirectories(folder.resolve("d/sub"));
        Files.createFile(folder.resolve("d/.nobackup"));
        Files.createFile(folder.resolve("d/data"));
        var exclude = new Exclusions(List.of(), false, false, List.of(".nobackup"), OptionalLong.empty(), false);
        assertEquals(List.of(".nobackup", "d", "d/.nobackup"), walked(exclude));
        assertEquals(List.of("d MARKER"), left);
    }

    @Test
    void largerFiles_areLeftOut_holesCounted() throws Exception {
        Files.write(folder.resolve("equal"), new byte[1000]);
        Files.write(folder.resolve("larger"), new byte[1001]);
        try (var raw = new RandomAccessFile(folder.resolve("sparse").toFile(), "rw")) {
            raw.setLength(1L << 40);
        }
        var exclude = new Exclusions(List.of("/equal"), false, false, List.of(), OptionalLong.of(1000), false);
        assertEquals(List.of(), walked(exclude));
        assertEquals(List.of("equal PATTERN", "larger SIZE", "sparse SIZE"), left);
    }

    @Test
    void nodumpFlag_leavesOutFilesAndDirectories() throws Exception {
        Path d = Files.createDirectory(folder.resolve("d"));
        Path f = Files.createFile(folder.resolve("f"));
        Files.createFile(folder.resolve("kept"));
        try (Descriptor directory = Descriptor.openNamed(LinuxSource.rawPath(d), Libc.O_RDONLY);
                Descriptor file = Descriptor.openNamed(LinuxSource.rawPath(f), Libc.O_RDONLY)) {
            directory.setFlags(directory.flags() | 0x40);
            file.setFlags(file.flags() | 0x40);
        } catch (LinuxException e) {
            System.out.println("SKIPPED: nodump: this file system has no flags: " + e.reason());
            return;
        }
        var exclude = new Exclusions(List.of(), false, false, List.of(), OptionalLong.empty(), true);
        assertEquals(List.of("kept"), walked(exclude));
        assertEquals(List.of("d NODUMP", "f NODUMP"), left);
    }

    private final List<String> left = new ArrayList<>();

    private List<String> walked(Exclusions exclude) {
        var names = new ArrayList<String>();
        var options = new SourceReader.Options(
                exclude, false, (path, reason) -> left.add(folder.relativize(Path.of(path.toString())) + " " + reason));
        walk(new LinuxSource().open(folder, options), "", names);
        return names;
    }

    private static void walk(SourceEntry entry, String prefix, List<String> names) {
        try (SourceDirectory directory = entry.openDirectory()) {
            for (var next = directory.next(); next.isPresent(); next = directory.next()) {
                names.add(prefix + next.get().name());
                if (next.get().stat().directory()) {
                    walk(next.get(), prefix + next.get().name() + "/", names);
                }
            }
        }
    }

    @Test
    void file_isReadWithItsHoles() throws Exception {
        Path file = folder.resolve("sparse");
        try (var raw = new RandomAccessFile(file.toFile(), "rw")) {
            raw.write("begin".getBytes(StandardCharsets.US_ASCII));
            raw.seek(1024 * 1024);
            raw.write("middle".getBytes(StandardCharsets.US_ASCII));
            raw.setLength(3 * 1024 * 1024);
        }
        var holes = new ArrayList<Long>();
        byte[] read = new byte[3 * 1024 * 1024];
        int at = 0;
        try (SourceFile content = open(file).openFile()) {
            for (int n = 0; n >= 0; ) {
                long hole = content.skipHole();
                if (hole > 0) {
                    holes.add(hole);
                    at += (int) hole;
                }
                n = content.read(read, at, Math.min(100_000, read.length - at + 1));
                at += Math.max(0, n);
            }
        }
        assertEquals(read.length, at);
        assertArrayEquals(Files.readAllBytes(file), read);
        assertEquals(2, holes.size(), "holes: " + holes);
        assertTrue(holes.stream().mapToLong(Long::longValue).sum() > 2_500_000, "holes: " + holes);
    }

    @Test
    void read_stopsWhereAHoleBegins() throws Exception {
        Path file = folder.resolve("sparse");
        try (var raw = new RandomAccessFile(file.toFile(), "rw")) {
            raw.write(1);
            raw.setLength(1024 * 1024);
        }
        try (SourceFile content = open(file).openFile()) {
            assertEquals(0, content.skipHole());
            int n = content.read(new byte[1024 * 1024], 0, 1024 * 1024);
            assertTrue(n > 0 && n <= 65_536, "read " + n);
            assertEquals(0, content.read(new byte[10], 0, 10));
            assertEquals(1024 * 1024 - n, content.skipHole());
            assertEquals(-1, content.read(new byte[10], 0, 10));
        }
    }

    @Test
    void buffers_getTheSameAsArrays_directOnesToo() throws Exception {
        byte[] content = new byte[200_001];
        new SplittableRandom(1).nextBytes(content);
        Path file = Files.write(folder.resolve("f"), content);
        for (ByteBuffer into : List.of(ByteBuffer.allocate(300_000), ByteBuffer.allocateDirect(300_000))) {
            try (SourceFile opened = open(file).openFile()) {
                into.position(7).limit(70_000);
                assertEquals(69_993, opened.read(into));
                into.limit(into.capacity());
                assertEquals(content.length - 69_993, opened.read(into));
                assertEquals(-1, opened.read(into));
            }
            assertEquals(ByteBuffer.wrap(content), into.flip().position(7));
        }
    }

    @Test
    void metadata_areThoseOfWhatWasOpened() throws Exception {
        Path file = Files.write(folder.resolve("f"), new byte[10]);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        Path secret = Files.write(folder.resolve("secret"), new byte[20]);
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        SourceEntry entry = open(file);
        Files.move(secret, file, StandardCopyOption.REPLACE_EXISTING);
        try (SourceFile content = entry.openFile()) {
            assertEquals(20, content.read(new byte[100], 0, 100));
            assertTrue(content.changedSinceListed());
        }
        assertEquals(0600, entry.entry().mode());
        assertEquals(20, entry.entry().size());
    }

    @Test
    void directorysOwnMetadata_areThoseOfWhatWasOpened() throws Exception {
        Path inner = Files.createDirectory(folder.resolve("d"));
        Files.setPosixFilePermissions(inner, PosixFilePermissions.fromString("rwxr-xr-x"));
        SourceEntry entry = open(inner);
        Files.move(inner, folder.resolve("away"));
        Files.createDirectory(inner);
        Files.setPosixFilePermissions(inner, PosixFilePermissions.fromString("rwx------"));
        long listed = entry.stat().inode();
        try (SourceDirectory opened = entry.openDirectory()) {
            assertTrue(opened.next().isEmpty());
            assertEquals(0700, entry.entry().mode());
            assertEquals(0700, entry.stat().mode() & 07777);
            assertNotEquals(listed, entry.stat().inode());
        }
    }

    @Test
    void entryThatIsNeverOpened_isReadByName() throws Exception {
        Files.createSymbolicLink(folder.resolve("link"), Path.of("target"));
        Files.write(folder.resolve("z"), new byte[3]);
        try (SourceDirectory directory = open(folder).openDirectory()) {
            assertEquals(
                    new Entry.Kind.Symlink(RawPath.of("target")),
                    directory.next().orElseThrow().entry().kind());
            assertEquals(3, directory.next().orElseThrow().entry().size());
        }
    }

    @Test
    void fileThatShrinks_isTornAndEndsEarly() throws Exception {
        Path file = Files.write(folder.resolve("f"), new byte[10_000]);
        try (SourceFile content = open(file).openFile()) {
            assertEquals(1000, content.read(new byte[1000], 0, 1000));
            Files.write(file, new byte[4000]);
            assertEquals(3000, content.read(new byte[100_000], 0, 100_000));
            assertEquals(-1, content.read(new byte[10], 0, 10));
            assertTrue(content.changedSinceListed());
        }
    }

    @Test
    void fileThatGrows_isTornAndKeepsItsFirstSize() throws Exception {
        Path file = Files.write(folder.resolve("f"), new byte[1000]);
        try (SourceFile content = open(file).openFile()) {
            Files.write(file, new byte[5000]);
            assertEquals(1000, content.read(new byte[9000], 0, 9000));
            assertEquals(-1, content.read(new byte[9000], 0, 9000));
            assertTrue(content.changedSinceListed());
        }
    }

    @Test
    void unchangedFile_isNotTorn() throws Exception {
        Path file = Files.write(folder.resolve("f"), new byte[10]);
        SourceEntry entry = open(file);
        try (SourceFile content = entry.openFile()) {
            assertEquals(10, content.read(new byte[100], 0, 100));
            assertFalse(content.changedSinceListed());
        }
        assertEquals(file.toString(), entry.name().toString());
        assertEquals(10, entry.entry().size());
    }

    @Test
    void vanishedFile_isReported() throws Exception {
        Path file = Files.createFile(folder.resolve("f"));
        try (SourceDirectory directory = open(folder).openDirectory()) {
            SourceEntry entry = directory.next().orElseThrow();
            Files.delete(file);
            var e = assertThrows(SourceException.class, entry::openFile);
            assertTrue(e.vanished());
            assertEquals(Optional.of(RawPath.of("f")), e.name());
        }
    }

    @Test
    void fileReplacedByASymlink_isNotFollowed() throws Exception {
        Path file = Files.createFile(folder.resolve("f"));
        Path other = Files.createFile(folder.resolve("other"));
        try (SourceDirectory directory = open(folder).openDirectory()) {
            SourceEntry entry = directory.next().orElseThrow();
            Files.delete(file);
            Files.createSymbolicLink(file, other);
            assertTrue(assertThrows(SourceException.class, entry::openFile).vanished());
        }
    }

    @Test
    void directoryReplacedByASymlink_isNotEntered() throws Exception {
        Path inner = Files.createDirectory(folder.resolve("d"));
        try (SourceDirectory directory = open(folder).openDirectory()) {
            SourceEntry entry = directory.next().orElseThrow();
            Files.delete(inner);
            Files.createSymbolicLink(inner, folder);
            assertThrows(SourceException.class, entry::openDirectory);
        }
    }

    @Test
    void rootBehindASymlink_isReadUnderItsOwnPath() throws Exception {
        Path real = Files.createDirectory(folder.resolve("real"));
        Files.createFile(real.resolve("inside"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), real);
        SourceEntry root = open(link);
        try (SourceDirectory directory = root.openDirectory()) {
            assertEquals("inside", directory.next().orElseThrow().name().toString());
            assertEquals(link.toString(), root.name().toString());
            assertTrue(root.entry().kind() instanceof Entry.Kind.Directory);
        }
    }

    @Test
    void missingRoot_isAnError() {
        var e = assertThrows(HikaeException.class, () -> open(folder.resolve("nothing")));
        assertEquals(FileError.ROOT_MISSING, e.code());
    }

    @Test
    void mountPoint_isAnEmptyDirectoryOnOneFileSystem() throws Exception {
        var options = new SourceReader.Options(List.of("/*", "!/proc"), true);
        SourceEntry root = new LinuxSource().open(Path.of("/"), options);
        try (SourceDirectory top = root.openDirectory()) {
            SourceEntry proc = top.next().orElseThrow();
            assertEquals("/ proc", root.name() + " " + proc.name());
            try (SourceDirectory entered = proc.openDirectory()) {
                assertTrue(entered.next().isEmpty());
            }
        }
    }

    private static SourceEntry open(Path root) {
        return new LinuxSource().open(root, new SourceReader.Options(List.of(), false));
    }

    private List<String> shown(List<String> exclude) {
        var names = new ArrayList<String>();
        var options = new SourceReader.Options(exclude, false);
        try (SourceDirectory directory = new LinuxSource().open(folder, options).openDirectory()) {
            for (var next = directory.next(); next.isPresent(); next = directory.next()) {
                names.add(next.get().name().toString());
            }
        }
        return names;
    }
}
