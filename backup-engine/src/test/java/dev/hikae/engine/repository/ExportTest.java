package dev.hikae.engine.repository;

import static dev.hikae.engine.repository.TestRepository.TOKYO;
import static dev.hikae.engine.repository.TestRepository.request;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.SnapshotId;
import dev.hikae.engine.BackupResult.Finding;
import dev.hikae.engine.ContentSink;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.ExportRequest;
import dev.hikae.engine.ExportRequest.Format;
import dev.hikae.engine.ExportResult;
import dev.hikae.engine.RawPath;
import dev.hikae.engine.Repository;
import dev.hikae.engine.RestoreRequest;
import dev.hikae.engine.RunControl;
import dev.hikae.engine.file.OddTree;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Archives and single files that leave a repository, judged by the tools that people unpack them with. */
class ExportTest {
    private static final RunControl NONE = RunControl.NONE;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private Path source;

    @SuppressWarnings("NullAway.Init")
    private TestRepository test;

    @BeforeEach
    void setUp() throws IOException {
        source = Files.createDirectory(folder.resolve("source"));
        test = new TestRepository(folder);
    }

    private SnapshotId backedUp(Repository repository) {
        return repository.backup(request(source), NONE).snapshot().id();
    }

    private ExportResult export(Repository repository, SnapshotId snapshot, Format format, Path to) throws IOException {
        var request = new ExportRequest(snapshot, Optional.empty(), format, Optional.empty(), List.of());
        try (OutputStream out = Files.newOutputStream(to)) {
            return repository.export(request, out, NONE);
        }
    }

    private static String run(Path in, String... command) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).directory(in.toFile()).redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C.UTF-8");
        var process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        assertEquals(0, process.exitValue(), String.join(" ", command) + "\n" + out);
        return out;
    }

    /** False, told and no failure outside CI, where a tool is not installed. */
    private static boolean installed(String tool) {
        boolean there = Files.isExecutable(Path.of("/usr/bin", tool)) || Files.isExecutable(Path.of("/bin", tool));
        if (!there) {
            System.out.println("SKIPPED: unpacking by " + tool + ": it is not installed");
        }
        return there;
    }

    private List<String> paths(List<Finding> findings) {
        return findings.stream()
                .map(f -> f.path().toString().substring(source.toString().length()))
                .sorted()
                .toList();
    }

    private void sameBut(Repository repository, SnapshotId snapshot, Path unpacked, String... paths) {
        var request = new RestoreRequest(snapshot, List.of(), unpacked, RestoreRequest.Overwrite.REFUSE, List.of());
        var comparison = repository.compare(request, NONE);
        assertEquals(List.of(paths), paths(comparison.differences()), () -> comparison.toString());
        assertEquals(List.of(), comparison.observations());
    }

    @Test
    void oddTree_survivesTar_unpackedByGnuTar() throws Exception {
        OddTree.make(source, 21);
        try (Repository repository = test.init(TOKYO)) {
            SnapshotId snapshot = backedUp(repository);
            Path archive = folder.resolve("a.tar");
            ExportResult result = export(repository, snapshot, Format.TAR, archive);
            assertEquals(List.of("/socket"), paths(result.warnings()));
            assertEquals(List.of(), result.lost());
            Path unpacked = Files.createDirectory(folder.resolve("unpacked"));
            String said = run(
                    unpacked,
                    "tar",
                    "-xp",
                    "--same-owner",
                    "--numeric-owner",
                    "--xattrs",
                    "--xattrs-include=*",
                    "-f",
                    archive.toString());
            assertTrue(said.lines().allMatch(line -> line.contains("time stamp")), said);
            // Tar has no notion of a socket.
            sameBut(repository, snapshot, unpacked, "/socket");
            String differences = OddTree.rsyncDifferences(source, unpacked);
            assertTrue(differences.lines().allMatch(line -> line.endsWith(" socket")), differences);
            assertTrue(Files.size(archive) < 12 << 20, "holes are not stored as zeros");
        }
    }

    @Test
    void oddTree_survivesCompressedTar_unpackedByLibarchive() throws Exception {
        OddTree.make(source, 22);
        try (Repository repository = test.init(TOKYO)) {
            SnapshotId snapshot = backedUp(repository);
            Path archive = folder.resolve("a.tar.zst");
            export(repository, snapshot, Format.TAR_ZST, archive);
            if (!installed("bsdtar")) {
                return;
            }
            Path unpacked = Files.createDirectory(folder.resolve("unpacked"));
            run(unpacked, "bsdtar", "-xp", "--same-owner", "--numeric-owner", "-f", archive.toString());
            // This reader takes the fraction of a time before 1970 for one after it, and leaves the top's time alone.
            sameBut(repository, snapshot, unpacked, "", "/old", "/old directory", "/socket");
        }
    }

    @Test
    void zip_holdsFilesLinksModesTimes_andTellsWhatItCannotHold() throws Exception {
        OddTree.make(source, 23);
        Files.writeString(source.resolve("looks like \\xff"), "so");
        try (Repository repository = test.init(TOKYO)) {
            SnapshotId snapshot = backedUp(repository);
            Path archive = folder.resolve("a.zip");
            ExportResult result = export(repository, snapshot, Format.ZIP, archive);
            List<String> warned = paths(result.warnings());
            for (String path : List.of(
                    "/fifo",
                    "/socket",
                    "/small",
                    "/future",
                    "/names/\\xff\\xfe not UTF-8",
                    "/zz three",
                    "/looks like \\x5cxff")) {
                assertTrue(warned.contains(path), path + " is not among " + warned);
            }
            assertEquals(result.warningCount(), result.warnings().size());
            Path unpacked = Files.createDirectory(folder.resolve("unpacked"));
            run(unpacked, "unzip", "-q", "-X", "-K", "-^", archive.toString());
            assertArrayEquals(
                    Files.readAllBytes(source.resolve("holes")), Files.readAllBytes(unpacked.resolve("holes")));
            assertArrayEquals(
                    Files.readAllBytes(source.resolve("large")), Files.readAllBytes(unpacked.resolve("large")));
            for (String name : List.of("read only", "sticky", "old", "closed directory")) {
                assertEquals(
                        Files.getAttribute(source.resolve(name), "unix:mode"),
                        Files.getAttribute(unpacked.resolve(name), "unix:mode"),
                        name);
            }
            assertEquals(
                    Files.readSymbolicLink(source.resolve("dangling")),
                    Files.readSymbolicLink(unpacked.resolve("dangling")));
            assertEquals(
                    Files.getLastModifiedTime(source.resolve("small")).to(TimeUnit.SECONDS),
                    Files.getLastModifiedTime(unpacked.resolve("small")).to(TimeUnit.SECONDS));
            assertEquals("so", Files.readString(unpacked.resolve("looks like \\x5cxff")));
        }
    }

    @Test
    void partOfASnapshot_unpacksAsItRestores() throws Exception {
        OddTree.make(source, 24);
        try (Repository repository = test.init(TOKYO)) {
            SnapshotId snapshot = backedUp(repository);
            for (String path : List.of("/sticky", "/large")) {
                var request = new ExportRequest(
                        snapshot, Optional.of(RawPath.of(source + path)), Format.TAR, Optional.empty(), List.of());
                var out = new ByteArrayOutputStream();
                ExportResult result = repository.export(request, out, NONE);
                Path archive = Files.write(folder.resolve("part.tar"), out.toByteArray());
                String list = run(folder, "tar", "-tf", archive.toString());
                assertEquals(result.entries(), list.lines().count());
                assertTrue(list.startsWith(path.equals("/large") ? "large\n" : "./\nf0\n"), list);
            }
        }
    }

    @Test
    void dump_givesContentAndHoles_andNothingElse() throws Exception {
        OddTree.make(source, 25);
        try (Repository repository = test.init(TOKYO)) {
            SnapshotId snapshot = backedUp(repository);
            for (String name : List.of("large", "empty", "holes", "only a hole", "links b/two")) {
                var taken = new Taken();
                repository.dump(snapshot, RawPath.of(source + "/" + name), List.of(), taken, NONE);
                assertArrayEquals(Files.readAllBytes(source.resolve(name)), taken.bytes.toByteArray(), name);
                assertEquals(name.contains("hole"), taken.holes > 0, name);
            }
            var refused = assertThrows(
                    HikaeException.class,
                    () -> repository.dump(snapshot, RawPath.of(source + "/link"), List.of(), new Taken(), NONE));
            assertEquals(EngineError.NOT_A_FILE, refused.code());
            var unknown = assertThrows(
                    HikaeException.class,
                    () -> repository.dump(snapshot, RawPath.of("/nowhere"), List.of(), new Taken(), NONE));
            assertEquals(EngineError.PATH_UNKNOWN, unknown.code());
        }
    }

    @Test
    void dumpOfDamagedContent_givesOnlyRightBytes_thenFails() throws Exception {
        byte[] content = new byte[40 << 20];
        new Random(26).nextBytes(content);
        Files.write(source.resolve("large"), content);
        try (Repository repository = test.init(TOKYO)) {
            SnapshotId snapshot = backedUp(repository);
            damageLargestPack();
            for (String name : List.of("large")) {
                var taken = new Taken();
                var failure = assertThrows(
                        HikaeException.class,
                        () -> repository.dump(snapshot, RawPath.of(source + "/" + name), List.of(), taken, NONE));
                assertEquals(EngineError.CONTENT_CUT_OFF, failure.code());
                byte[] given = taken.bytes.toByteArray();
                assertTrue(given.length < content.length);
                assertArrayEquals(Arrays.copyOf(content, given.length), given);
            }
            var request = new ExportRequest(snapshot, Optional.empty(), Format.TAR_ZST, Optional.empty(), List.of());
            var out = new ByteArrayOutputStream();
            var failure = assertThrows(HikaeException.class, () -> repository.export(request, out, NONE));
            assertEquals(EngineError.CONTENT_CUT_OFF, failure.code());
            Path cut = Files.write(folder.resolve("cut.tar.zst"), out.toByteArray());
            var tested = new ProcessBuilder("zstd", "-qt", cut.toString()).start();
            assertTrue(tested.waitFor() != 0, "an archive that broke off looks whole");
        }
    }

    @Test
    void smallFilesThatAreLost_areLeftOutAndTold_andTheRestIsThere() throws Exception {
        var random = new Random(27);
        for (int i = 0; i < 400; i++) {
            byte[] content = new byte[20_000];
            random.nextBytes(content);
            Files.write(source.resolve("f" + (1000 + i)), content);
        }
        Files.createLink(source.resolve("z link"), source.resolve("f1000"));
        try (Repository repository = test.init(TOKYO)) {
            SnapshotId snapshot = backedUp(repository);
            damageLargestPack();
            Path archive = folder.resolve("a.tar");
            ExportResult result = export(repository, snapshot, Format.TAR, archive);
            assertTrue(result.lostCount() > 0, "the damage hit nothing");
            String list = run(folder, "tar", "-tf", archive.toString());
            assertEquals(402 - result.lostCount(), list.lines().count());
            Path unpacked = Files.createDirectory(folder.resolve("unpacked"));
            run(unpacked, "tar", "-xf", archive.toString());
            for (String line : list.lines().filter(l -> l.startsWith("f")).toList()) {
                assertArrayEquals(
                        Files.readAllBytes(source.resolve(line)), Files.readAllBytes(unpacked.resolve(line)), line);
            }
        }
    }

    /** Nothing of it has left yet when its first eight MiB prove damaged. */
    @Test
    void largeFileThatIsLostFromItsStart_isLeftOutAndTold_andTheRestIsThere() throws Exception {
        byte[] content = new byte[40 << 20];
        new Random(29).nextBytes(content);
        Files.write(source.resolve("large"), content);
        Files.writeString(source.resolve("z whole"), "whole");
        try (Repository repository = test.init(TOKYO)) {
            SnapshotId snapshot = backedUp(repository);
            for (Path pack : test.files(TOKYO, "packs")) {
                if (Files.size(pack) > 1 << 20) {
                    damage(pack, Files.size(pack) / 40);
                }
            }
            Path archive = folder.resolve("a.tar");
            ExportResult result = export(repository, snapshot, Format.TAR, archive);
            assertEquals(List.of("/large"), paths(result.lost()));
            assertEquals("./\nz whole\n", run(folder, "tar", "-tf", archive.toString()));
        }
    }

    @Test
    void sinkThatFails_isHeardAsItIs() throws Exception {
        OddTree.make(source, 28);
        try (Repository repository = test.init(TOKYO)) {
            SnapshotId snapshot = backedUp(repository);
            var request = new ExportRequest(snapshot, Optional.empty(), Format.ZIP, Optional.empty(), List.of());
            var full = new IOException("full");
            var thrown = assertThrows(IOException.class, () -> repository.export(request, new Full(full), NONE));
            assertEquals(full, thrown);
        }
    }

    /** One byte in the middle of the frames. */
    private void damageLargestPack() throws IOException {
        List<Path> packs = new ArrayList<>(test.files(TOKYO, "packs"));
        packs.sort((a, b) -> Long.compare(b.toFile().length(), a.toFile().length()));
        damage(packs.getFirst(), Files.size(packs.getFirst()) / 2);
    }

    private static void damage(Path pack, long at) throws IOException {
        Files.setPosixFilePermissions(pack, PosixFilePermissions.fromString("rw-------"));
        try (var open = new RandomAccessFile(pack.toFile(), "rw")) {
            open.seek(at);
            int value = open.read();
            open.seek(at);
            open.write(value ^ 1);
        }
    }

    private static final class Taken implements ContentSink {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private long holes;

        @Override
        public void data(ByteBuffer content) {
            byte[] taken = new byte[content.remaining()];
            content.get(taken);
            bytes.writeBytes(taken);
        }

        @Override
        public void hole(long length) {
            holes += length;
            bytes.writeBytes(new byte[(int) length]);
        }
    }

    private static final class Full extends OutputStream {
        private final IOException failure;

        Full(IOException failure) {
            this.failure = failure;
        }

        @Override
        public void write(int b) throws IOException {
            throw failure;
        }
    }
}
