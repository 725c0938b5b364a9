package dev.hikae.engine.restore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.config.text.Messages;
import dev.hikae.engine.BackupResult.Finding;
import dev.hikae.engine.RawPath;
import dev.hikae.engine.RestoreOptions;
import dev.hikae.engine.RestoreOptions.Owners;
import dev.hikae.engine.RestorePlan;
import dev.hikae.engine.RestoreRequest;
import dev.hikae.engine.RestoreRequest.Overwrite;
import dev.hikae.engine.RestoreResult;
import dev.hikae.engine.RunControl;
import dev.hikae.engine.file.LinuxSource;
import dev.hikae.engine.file.TargetDirectory;
import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.tree.Extent;
import dev.hikae.engine.tree.Node;
import dev.hikae.engine.tree.TreeReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code --delete} takes away, and what it must not. */
class DeleteTest {
    private final TreeRestorer restorer = new TreeRestorer(2);
    private final Path source;
    private final Path target;

    DeleteTest(@TempDir Path folder) throws IOException {
        source = Files.createDirectory(folder.resolve("source"));
        target = Files.createDirectory(folder.resolve("target"));
    }

    @Test
    void whatFailed_leavesEverythingElseInPlace() throws Exception {
        Files.writeString(source.resolve("lost"), "x".repeat(5000));
        Files.writeString(target.resolve("extra"), "not in the snapshot");
        var snapshot = MemorySnapshot.of(source);
        snapshot.lose(snapshot.find("lost"), 0);
        RestoreResult result = restore(snapshot);
        assertTrue(Files.exists(target.resolve("extra")));
        assertEquals(0, result.deleted());
        assertTrue(shown(result.failed())
                .getLast()
                .endsWith(" was not deleted, because not everything could be restored"));
        assertEquals(2, result.failed().size());
    }

    @Test
    void directoryInTheWay_goesOnlyWhenPatternsKeepNothingInIt() throws Exception {
        Files.writeString(source.resolve("data"), "a file");
        Files.createDirectories(target.resolve("data/d"));
        Files.writeString(target.resolve("data/keep.db"), "precious");
        Files.writeString(target.resolve("data/d/other"), "other");
        var snapshot = MemorySnapshot.of(source);

        assertEquals(0, plan(snapshot, "/data/keep.db").deleted());
        RestoreResult kept = restore(snapshot, "/data/keep.db");
        assertEquals("precious", Files.readString(target.resolve("data/keep.db")));
        assertTrue(Files.exists(target.resolve("data/d/other")), "nothing goes when the whole cannot");
        assertEquals(0, kept.deleted());
        assertTrue(shown(kept.failed()).getFirst().contains("/data cannot be written: ENOTEMPTY"));

        RestorePlan plan = plan(snapshot, "/elsewhere");
        assertEquals(3, plan.deleted());
        assertEquals(List.of(LinuxSource.rawPath(source.resolve("data"))), plan.conflicts());
        RestoreResult replaced = restore(snapshot, "/elsewhere");
        assertEquals(List.of(), shown(replaced.failed()));
        assertEquals(3, replaced.deleted());
        assertEquals("a file", Files.readString(target.resolve("data")));
    }

    /** A directory of the same file system that is mounted below the target belongs to somebody else. */
    @Test
    void bindMount_isLeftAlone(@TempDir Path elsewhere) throws Exception {
        Files.writeString(elsewhere.resolve("file"), "not the target's");
        Path mount = Files.createDirectories(target.resolve("extra/mount"));
        if (run("mount", "--bind", elsewhere.toString(), mount.toString()) != 0) {
            System.err.println("SKIPPED: bind mounts need root");
            return;
        }
        try {
            RestoreResult result = restore(MemorySnapshot.of(source));
            assertTrue(shown(result.failed()).getFirst().contains("cannot be deleted: EBUSY"));
            assertEquals("not the target's", Files.readString(elsewhere.resolve("file")));
        } finally {
            assertEquals(0, run("umount", mount.toString()));
        }
    }

    @Test
    void damagedListing_isAFindingAndNothingGoes() throws Exception {
        Files.writeString(source.resolve("f"), "x");
        Files.writeString(target.resolve("extra"), "x");
        var snapshot = MemorySnapshot.of(source);
        var damaged = new DamagedListing(snapshot);
        SnapshotContent whole = snapshot.content();
        var content = new SnapshotContent(whole.snapshot(), whole.roots(), damaged, snapshot, whole.content());
        var failed = new Findings(10);
        var run = new DeleteRun(content, RawPath.of("note"), false, failed);
        Item top = Selection.of(request(), content);
        try (var directory = TargetDirectory.open(LinuxSource.rawPath(target))) {
            run.run(top, directory);
        }
        assertEquals(0, run.deleted());
        assertTrue(shown(failed.kept()).getFirst().contains("damaged: holds a page that is cut off"));
        assertTrue(Files.exists(target.resolve("extra")));
    }

    private record DamagedListing(MemorySnapshot whole) implements TreeReader {
        @Override
        public void children(Node directory, Consumer<Node> each) {
            whole.children(directory, each);
            throw new FormatException("holds a page that is cut off");
        }

        @Override
        public Optional<Node> child(Node directory, RawPath name) {
            return whole.child(directory, name);
        }

        @Override
        public void extents(Node file, Consumer<Extent> each) {
            whole.extents(file, each);
        }
    }

    private RestoreResult restore(MemorySnapshot snapshot, String... exclude) {
        return restorer.restore(request(exclude), o -> snapshot.content(), RunControl.NONE);
    }

    private RestorePlan plan(MemorySnapshot snapshot, String... exclude) {
        return restorer.plan(request(exclude), o -> snapshot.content());
    }

    private RestoreRequest request(String... exclude) {
        var id = new dev.hikae.config.id.SnapshotId("snap_01932b4e-7a2c-7000-8000-000000000001");
        var options = new RestoreOptions(List.of(), List.of(exclude), Owners.AS_RECORDED, true, false);
        return new RestoreRequest(id, List.of(), target, Overwrite.DELTA, List.of(), options);
    }

    private static int run(String... command) throws Exception {
        return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
    }

    private static List<String> shown(List<Finding> findings) {
        return findings.stream()
                .map(finding -> finding.path() + " " + Messages.render(finding.what(), Locale.ENGLISH))
                .toList();
    }
}
