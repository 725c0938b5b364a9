package dev.hikae.drills.register;

import dev.hikae.config.error.HikaeException;
import dev.hikae.drills.EvidenceError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** The append-only file of leaves, one a line, and the lock that keeps it one process's. */
final class LeafFile implements AutoCloseable {
    private final Path folder;
    private final FileChannel lock;
    private final FileChannel leaves;
    private long end;
    private boolean broken;

    private LeafFile(Path folder, FileChannel lock, FileChannel leaves) {
        this.folder = folder;
        this.lock = lock;
        this.leaves = leaves;
    }

    static LeafFile open(Path folder) throws IOException {
        FileChannel lock = channel(folder.resolve("lock"));
        try {
            if (!locked(lock)) {
                throw new HikaeException(EvidenceError.REGISTER_IN_USE, folder);
            }
            return new LeafFile(folder, lock, channel(folder.resolve("leaves.jsonl")));
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            FileLock held = channel.tryLock();
            return held != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private static FileChannel channel(Path file) throws IOException {
        return FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    /** Every whole line without its newline. What follows the last newline was never acknowledged and is cut off. */
    List<byte[]> lines() throws IOException {
        byte[] all = new byte[Math.toIntExact(leaves.size())];
        ByteBuffer buffer = ByteBuffer.wrap(all);
        while (buffer.hasRemaining() && leaves.read(buffer, buffer.position()) >= 0) {
            continue;
        }
        List<byte[]> lines = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < all.length; i++) {
            if (all[i] == '\n') {
                lines.add(Arrays.copyOfRange(all, start, i));
                start = i + 1;
            }
        }
        end = start;
        if (end < all.length) {
            leaves.truncate(end);
            leaves.force(true);
        }
        return lines;
    }

    /** On disk when it returns. When it throws, the file is as it was, or nothing more is accepted. */
    void append(byte[] line) throws IOException {
        if (broken) {
            throw new IOException("an earlier append failed half-way; restart to repair");
        }
        ByteBuffer buffer =
                ByteBuffer.allocate(line.length + 1).put(line).put((byte) '\n').flip();
        try {
            long at = end;
            while (buffer.hasRemaining()) {
                at += leaves.write(buffer, at);
            }
            leaves.force(true);
            end = at;
        } catch (IOException e) {
            undo();
            throw e;
        }
    }

    private void undo() {
        broken = true;
        try {
            leaves.truncate(end);
            leaves.force(true);
            broken = false;
        } catch (IOException e) {
            // Stays broken: opening cuts the torn line off, or refuses.
            return;
        }
    }

    @Override
    public void close() {
        try (lock;
                leaves) {
            broken = true;
        } catch (IOException e) {
            throw new UncheckedIOException("closing the register in " + folder, e);
        }
    }
}
