package dev.hikae.engine.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

final class FolderStoreFaultsTest {
    @TempDir
    Path temp = Path.of("unset");

    @Test
    void missingFolder_isUnreachableAndNotMade() {
        assertEquals(StoreError.FOLDER_VANISHED, code(() -> open("region")));
        assertFalse(Files.exists(temp.resolve("region")));
    }

    @Test
    void emptyFolder_isTakenForAMountPointWithoutItsDisk() throws IOException {
        Files.createDirectories(temp.resolve("region/lost+found"));
        assertEquals(StoreError.FOLDER_VANISHED, code(() -> open("region")));
        assertEquals(List.of("lost+found"), names(temp.resolve("region")));
    }

    @Test
    void folderThatVanishesWhileOpen_isUnreachableForEveryCallAndNotMadeAgain() throws IOException {
        FolderStore store = create("region");
        store.putIfAbsent("a/b", bytes(10));
        Files.move(temp.resolve("region"), temp.resolve("elsewhere"));
        for (boolean emptyMountPoint : new boolean[] {false, true}) {
            if (emptyMountPoint) {
                Files.createDirectory(temp.resolve("region"));
            }
            List<Executable> calls = List.of(
                    () -> store.putIfAbsent("a/c", bytes(1)),
                    () -> store.upload("a/d").write(bytes(1)),
                    () -> store.get("a/b"),
                    () -> store.read("a/b", 0, 1),
                    () -> store.size("a/b"),
                    () -> store.delete("a/b"),
                    () -> store.list("", item -> {}));
            for (Executable call : calls) {
                StoreException e = assertThrows(StoreException.class, call);
                assertEquals(StoreError.FOLDER_VANISHED, e.code());
                assertEquals(
                        "folder:" + temp.resolve("region"), e.text().params().getFirst());
            }
        }
        assertEquals(List.of(), names(temp.resolve("region")));
        Files.delete(temp.resolve("region"));
        Files.move(temp.resolve("elsewhere"), temp.resolve("region"));
        assertEquals(Optional.of(10L), store.size("a/b"));
        assertTrue(store.putIfAbsent("a/c", bytes(1)));
    }

    @Test
    void plainCopyOfAStore_opens() throws IOException {
        Files.createDirectories(temp.resolve("copy/a"));
        Files.write(temp.resolve("copy/a/b"), new byte[5]);
        FolderStore store = open("copy");
        assertEquals(Optional.of(5L), store.size("a/b"));
        assertTrue(store.putIfAbsent("a/c", bytes(1)));
    }

    @Test
    void aFileInsteadOfAFolder_isNamed() throws IOException {
        Files.write(temp.resolve("file"), new byte[1]);
        assertEquals(StoreError.NOT_A_FOLDER, code(() -> create("file")));
        assertEquals(StoreError.NOT_A_FOLDER, code(() -> open("file")));
    }

    @Test
    void foreignFiles_areNotObjects() throws IOException {
        FolderStore store = create("region");
        store.putIfAbsent("a/b", bytes(1));
        Files.write(temp.resolve("region/.DS_Store"), new byte[1]);
        Files.createSymbolicLink(temp.resolve("region/a/link"), Path.of("/etc/passwd"));
        var listed = new java.util.ArrayList<String>();
        store.list("", item -> listed.add(item.name()));
        assertEquals(List.of("a/b"), listed);
    }

    @Test
    void abandonedTemporaryFiles_areSweptWhenOldAndOnlyThen() throws IOException {
        create("region");
        Path old = Files.write(temp.resolve("region/_tmp/old"), new byte[1]);
        Path young = Files.write(temp.resolve("region/_tmp/young"), new byte[1]);
        FileTime now = Files.getLastModifiedTime(young);
        Files.setLastModifiedTime(old, FileTime.from(now.toInstant().minus(Duration.ofDays(8))));
        open("region");
        assertEquals(List.of("young"), names(temp.resolve("region/_tmp")));
    }

    @Test
    void nothingStaysBehindAPut() throws IOException {
        FolderStore store = create("region");
        store.putIfAbsent("a", bytes(1));
        store.putIfAbsent("a", bytes(1));
        try (Store.Upload upload = store.upload("b")) {
            upload.write(bytes(100));
        }
        assertEquals(List.of(), names(temp.resolve("region/_tmp")));
    }

    @Test
    void networkFileSystems_areRefusedByType() {
        for (String type : List.of("nfs", "nfs4", "NFS", "cifs", "smb3", "fuse.sshfs")) {
            assertTrue(FolderStore.isNetwork(type), type);
        }
        for (String type : List.of("ext4", "xfs", "btrfs", "zfs", "tmpfs", "overlay")) {
            assertFalse(FolderStore.isNetwork(type), type);
        }
    }

    @Test
    void fullDisk_saysSoAndLeavesNothingVisible() throws Exception {
        Path disk = Files.createDirectory(temp.resolve("disk"));
        if (!mount("mount", "-t", "tmpfs", "-o", "size=1m", "hikae-test", disk.toString())) {
            Skipped.because("disk full on a real file system", "mounting a tmpfs is not allowed here");
            return;
        }
        try {
            FolderStore store = create("disk/region");
            assertTrue(store.putIfAbsent("fits", bytes(100_000)));
            assertEquals(StoreError.FULL, code(() -> store.putIfAbsent("too-big", bytes(2_000_000))));
            try (Store.Upload upload = store.upload("also-too-big")) {
                assertEquals(StoreError.FULL, code(() -> upload.write(bytes(2_000_000))));
            }
            assertEquals(Optional.empty(), store.size("too-big"));
            assertEquals(Optional.empty(), store.size("also-too-big"));
            assertEquals(List.of(), names(disk.resolve("region/_tmp")));
            assertTrue(store.putIfAbsent("fits-again", bytes(100_000)));
            assertTrue(mount("mount", "-o", "remount,ro", disk.toString()));
            assertEquals(StoreError.DENIED, code(() -> store.putIfAbsent("x", bytes(1))));
            assertEquals(
                    Optional.of(100_000L),
                    FolderStore.open(disk.resolve("region"), new SecureRandom()).size("fits"));
        } finally {
            assertTrue(mount("umount", disk.toString()));
        }
    }

    @Test
    void systemErrors_haveNumbersOfTheirOwn() {
        assertEquals(StoreError.DENIED, ofFile(new AccessDeniedException("/region/a")));
        assertEquals(StoreError.DENIED, ofFile(new FileSystemException("/r", null, "Read-only file system")));
        assertEquals(StoreError.FULL, ofFile(new IOException("No space left on device")));
        assertEquals(StoreError.FULL, ofFile(new FileSystemException("/r", null, "Disk quota exceeded")));
        assertEquals(StoreError.INPUT_OUTPUT, ofFile(new IOException("Input/output error")));
        assertEquals(StoreError.INTERRUPTED, ofFile(new java.nio.channels.ClosedByInterruptException()));
    }

    @Test
    void messages_nameTheFolderInBothLanguages() {
        StoreException e = assertThrows(StoreException.class, () -> open("region"));
        String folder = "folder:" + temp.resolve("region");
        assertTrue(e.getMessage().startsWith("HKE-2702: the folder of store " + folder + " is not there"));
        assertTrue(
                dev.hikae.config.text.Messages.render(e.text(), Locale.JAPANESE).contains(folder));
    }

    private Object ofFile(IOException e) {
        return Failures.ofFile(e, "folder:/r", temp).code();
    }

    private static Object code(Executable call) {
        return assertThrows(StoreException.class, call).code();
    }

    private FolderStore create(String name) {
        return FolderStore.create(temp.resolve(name), new SecureRandom());
    }

    private FolderStore open(String name) {
        return FolderStore.open(temp.resolve(name), new SecureRandom());
    }

    private static ByteBuffer bytes(int size) {
        return ByteBuffer.allocate(size);
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> String.valueOf(f.getFileName())).sorted().toList();
        }
    }

    private static boolean mount(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getInputStream().readAllBytes();
        return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    }
}
