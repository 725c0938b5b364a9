package dev.hikae.cli;

import dev.hikae.config.error.HikaeException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/** A file that appears under its name once it is whole. Readable by its owner alone, since it holds what a backup held. */
final class DataFile extends OutputStream {
    private final Path target;
    private final Path temporary;
    private final RandomAccessFile file;
    private long position;
    private boolean done;

    private DataFile(Path target, Path temporary) throws IOException {
        this.target = target;
        this.temporary = temporary;
        this.file = new RandomAccessFile(temporary.toFile(), "rw");
    }

    /** @param replace an existing file, which is refused otherwise */
    static DataFile at(Path target, boolean replace) {
        Path absolute = target.toAbsolutePath().normalize();
        if (Files.isDirectory(absolute) || Files.exists(absolute) && !replace) {
            throw new HikaeException(CliError.OUTPUT_EXISTS, target);
        }
        try {
            Path folder = Optional.ofNullable(absolute.getParent()).orElse(absolute);
            return new DataFile(absolute, Files.createTempFile(folder, ".hikae-", ".part"));
        } catch (IOException e) {
            throw failed(target, e);
        }
    }

    static HikaeException failed(Path target, IOException e) {
        return new HikaeException(e, CliError.OUTPUT_FILE_FAILED, target, e);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        write(ByteBuffer.wrap(bytes, from, length));
    }

    void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            position += file.getChannel().write(bytes, position);
        }
    }

    /** So many zeros for which no room is taken. */
    void hole(long length) {
        position += length;
    }

    /** All was written: forced to disk, then named, which is forced too. */
    void commit() throws IOException {
        file.setLength(position);
        file.getFD().sync();
        try {
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
        }
        done = true;
        try (FileChannel folder =
                FileChannel.open(Optional.ofNullable(target.getParent()).orElse(target))) {
            folder.force(true);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
        if (!done) {
            Files.deleteIfExists(temporary);
        }
    }
}
