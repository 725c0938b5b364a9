package dev.hikae.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.config.error.HikaeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SandboxTest {
    private final Path folder;
    private final InstantSource clock = InstantSource.system();

    SandboxTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void aSandboxIsPrivateAndFresh() throws IOException {
        Path root = folder.resolve("deep/root");
        var one = Sandbox.create(root, clock);
        var two = Sandbox.create(root, clock);
        assertFalse(one.folder().equals(two.folder()));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(one.folder())));
        assertTrue(one.freeBytes() > 0);
        assertEquals(2, Sandbox.leftovers(root, clock).size());
        Sandbox.leftovers(root, clock).forEach(s -> assertTrue(s.destroy().gone()));
        assertEquals(0, Sandbox.leftovers(root, clock).size());
    }

    @Test
    void destructionGoesThroughClosedDirectoriesLinksAndOddNames_andFollowsNoLink() throws Exception {
        Path outside = Files.writeString(folder.resolve("outside"), "stays");
        var sandbox = Sandbox.create(folder.resolve("root"), clock);
        Path tree = sandbox.tree();
        Files.createSymbolicLink(tree.resolve("link"), folder);
        Files.createSymbolicLink(tree.resolve("dangling"), Path.of("/no/such"));
        Path closed = Files.createDirectory(tree.resolve("closed"));
        Files.writeString(closed.resolve("file"), "x");
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
        shell(tree, "mkfifo pipe; touch \"$(printf 'bad\\377name')\"; touch \"$(printf 'new\\nline')\"");
        shell(tree, "for i in $(seq 1 120); do mkdir " + "n".repeat(100) + "; cd " + "n".repeat(100) + "; done");
        var destruction = sandbox.destroy();
        assertEquals(java.util.List.of(), destruction.problems());
        assertTrue(destruction.gone());
        assertEquals(130, destruction.removed());
        assertEquals("stays", Files.readString(outside));
        assertTrue(sandbox.destroy().gone());
    }

    @Test
    void aRootThatIsNoDirectoryIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");
        var e = assertThrows(HikaeException.class, () -> Sandbox.create(file, clock));
        assertEquals(VerifyError.SANDBOX_ROOT, e.code());
    }

    private static void shell(Path folder, String script) throws Exception {
        var process = new ProcessBuilder("/bin/bash", "-c", script)
                .directory(folder.toFile())
                .inheritIO()
                .start();
        assertEquals(0, process.waitFor());
    }
}
