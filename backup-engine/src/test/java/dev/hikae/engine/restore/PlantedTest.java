package dev.hikae.engine.restore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.SnapshotId;
import dev.hikae.engine.CommitGuard;
import dev.hikae.engine.Progress;
import dev.hikae.engine.RestoreOptions;
import dev.hikae.engine.RestoreOptions.Owners;
import dev.hikae.engine.RestoreRequest;
import dev.hikae.engine.RestoreRequest.Overwrite;
import dev.hikae.engine.RunControl;
import dev.hikae.engine.file.FileError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody else left in the target must give nothing away and lead nothing astray. */
class PlantedTest {
    private static final SnapshotId SNAPSHOT = new SnapshotId("snap_01932b4e-7a2c-7000-8000-000000000001");
    private static final String NOTE = ".hikae-restore-" + SNAPSHOT;

    private final TreeRestorer restorer = new TreeRestorer(2);
    private final Path folder;
    private final Path source;
    private final Path target;

    PlantedTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        source = Files.createDirectory(folder.resolve("source"));
        target = Files.createDirectory(folder.resolve("target"));
        Path file = Files.writeString(source.resolve("f"), "secret of the snapshot");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    }

    @Test
    void noteThatIsAnotherFilesName_isReplaced() throws Exception {
        Path victim = Files.writeString(folder.resolve("victim"), "untouched");
        Files.createLink(target.resolve(NOTE), victim);
        restore(Overwrite.REPLACE, false, RunControl.NONE);
        assertEquals("untouched", Files.readString(victim));
    }

    @Test
    void noteWithTwoNames_isNotTrusted() throws Exception {
        int[] asked = {0};
        var cancelled = new RunControl(Progress.NONE, () -> ++asked[0] > 1, CommitGuard.ALWAYS);
        assertThrows(HikaeException.class, () -> restore(Overwrite.REPLACE, false, cancelled));
        Files.createLink(folder.resolve("second name"), target.resolve(NOTE));
        var e = assertThrows(HikaeException.class, () -> restore(Overwrite.REPLACE, true, RunControl.NONE));
        assertEquals(FileError.NOTHING_TO_RESUME, e.code());
        Files.delete(folder.resolve("second name"));
        restore(Overwrite.REPLACE, true, RunControl.NONE);
    }

    /** Who had it open before sees nothing new where an access list let others in. */
    @Test
    void fileWithAnAccessList_isMadeAnew() throws Exception {
        assertEquals("secret of the snapshot", seenByWhoHadItOpen("u::rw,g::r,o::-"));
        assertEquals("old", seenByWhoHadItOpen("u::rw,u:1234:r,g::-,m::r,o::-"));
    }

    private String seenByWhoHadItOpen(String list) throws Exception {
        Path file = target.resolve("f");
        Files.deleteIfExists(file);
        Files.writeString(file, "old");
        var setting = new ProcessBuilder("setfacl", "--set", list, file.toString()).inheritIO();
        assertEquals(0, setting.start().waitFor());
        try (FileChannel before = FileChannel.open(file)) {
            restore(Overwrite.DELTA, false, RunControl.NONE);
            assertEquals("secret of the snapshot", Files.readString(file));
            ByteBuffer seen = ByteBuffer.allocate(100);
            before.read(seen, 0);
            return new String(seen.array(), 0, seen.position(), java.nio.charset.StandardCharsets.UTF_8);
        }
    }

    private void restore(Overwrite overwrite, boolean resume, RunControl control) {
        var snapshot = MemorySnapshot.of(source);
        var options = new RestoreOptions(List.of(), List.of(), Owners.AS_RECORDED, false, resume);
        var request = new RestoreRequest(SNAPSHOT, List.of(), target, overwrite, List.of(), options);
        assertEquals(
                List.of(),
                restorer.restore(request, o -> snapshot.content(), control).failed());
    }
}
