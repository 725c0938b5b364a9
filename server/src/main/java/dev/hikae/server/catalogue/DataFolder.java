package dev.hikae.server.catalogue;

import dev.hikae.config.error.HikaeException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** The service's data folder, held by this process alone until closed. */
public final class DataFolder implements AutoCloseable {
    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rwx------");

    private final Path path;
    private final FileChannel channel;

    private DataFolder(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /**
     * Makes the folder if it is missing and takes its lock; throws {@code HKE-6501} when another process has it.
     *
     * <p>Its mode becomes 0700, whoever made it: password hashes and second factors lie in it.
     */
    public static DataFolder hold(Path path) {
        Path lockFile = path.resolve("lock");
        try {
            Files.createDirectories(path, PosixFilePermissions.asFileAttribute(PRIVATE));
            if (!PRIVATE.containsAll(Files.getPosixFilePermissions(path))) {
                Files.setPosixFilePermissions(path, PRIVATE);
            }
            FileChannel channel = FileChannel.open(
                    lockFile, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (!locked(channel)) {
                String holder = read(channel);
                channel.close();
                throw new HikaeException(CatalogueError.FOLDER_IN_USE, path, holder);
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
            return new DataFolder(path, channel);
        } catch (IOException e) {
            throw new HikaeException(e, CatalogueError.FOLDER_UNUSABLE, path, e);
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private static String read(FileChannel channel) throws IOException {
        ByteBuffer pid = ByteBuffer.allocate(32);
        channel.read(pid, 0);
        return new String(pid.array(), 0, pid.position(), StandardCharsets.US_ASCII);
    }

    public Path path() {
        return path;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new HikaeException(e, CatalogueError.FOLDER_UNUSABLE, path, e);
        }
    }
}
