package dev.hikae.engine.restore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.config.error.HikaeException;
import dev.hikae.engine.RestoreRequest;
import dev.hikae.engine.RestoreRequest.Overwrite;
import dev.hikae.engine.RunControl;
import dev.hikae.engine.file.FileError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Targets that cannot take everything: a full file system, and flags that forbid what is still to be done. */
class SmallTargetTest {
    private final TreeRestorer restorer = new TreeRestorer(2);
    private final Path source;
    private final Path target;

    SmallTargetTest(@TempDir Path folder) throws IOException {
        source = Files.createDirectory(folder.resolve("source"));
        target = Files.createDirectory(folder.resolve("target"));
    }

    @Test
    void fullDisk_endsTheRestoreWithItsOwnError() throws Exception {
        if (run("mount", "-t", "tmpfs", "-o", "size=1m", "none", target.toString()) != 0) {
            skip("restore to a full disk: no right to mount");
            return;
        }
        try {
            for (int i = 0; i < 20; i++) {
                byte[] data = new byte[200_000];
                new SplittableRandom(i).nextBytes(data);
                Files.write(source.resolve("f" + i), data);
            }
            var snapshot = MemorySnapshot.of(source);
            var e = assertThrows(
                    HikaeException.class,
                    () -> restorer.restore(request(snapshot), o -> snapshot.content(), RunControl.NONE));
            assertEquals(FileError.TARGET_FULL, e.code());
        } finally {
            assertEquals(0, run("umount", target.toString()));
        }
    }

    @Test
    void immutableFileWithTwoNames_comesBack() throws Exception {
        Files.createDirectory(source.resolve("z"));
        Files.writeString(source.resolve("a"), "x");
        Files.createLink(source.resolve("z/b"), source.resolve("a"));
        Files.createDirectory(source.resolve("append only"));
        Files.writeString(source.resolve("append only/f"), "y");
        boolean possible = run("chattr", "+id", source.resolve("a").toString()) == 0
                && run("chattr", "+a", source.resolve("append only").toString()) == 0;
        try {
            if (!possible) {
                skip("inode flags: not root, or a file system without them");
                return;
            }
            var snapshot = MemorySnapshot.of(source);
            var result = restorer.restore(request(snapshot), o -> snapshot.content(), RunControl.NONE);
            assertEquals(List.of(), result.failed());
            assertEquals(List.of(), result.observations());
            assertTrue(snapshot.find("a").entry().flags() != 0, "flags were read");
            var comparison = restorer.compare(request(snapshot), o -> snapshot.content(), RunControl.NONE);
            assertEquals(List.of(), comparison.differences());
        } finally {
            run("chattr", "-R", "-ia", source.toString(), target.toString());
        }
    }

    private RestoreRequest request(MemorySnapshot snapshot) {
        return new RestoreRequest(snapshot.content().snapshot().id(), List.of(), target, Overwrite.REFUSE, List.of());
    }

    private static int run(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            return -1;
        }
    }

    private static void skip(String what) {
        System.out.println("SKIPPED: " + what);
        if ("true".equals(System.getenv("CI"))) {
            throw new IllegalStateException("CI must run this");
        }
    }
}
