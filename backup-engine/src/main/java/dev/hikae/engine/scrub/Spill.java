package dev.hikae.engine.scrub;

import dev.hikae.config.error.HikaeException;
import dev.hikae.engine.EngineError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Bytes of one object on this host's disk, gone when closed. As sealed as the region holds them. */
final class Spill implements AutoCloseable {
    private final Path folder;
    private final FileChannel channel;

    Spill(Path folder) {
        this.folder = folder;
        try {
            Files.createDirectories(folder);
            Path file = Files.createTempFile(folder, "spill-", ".tmp");
            this.channel = FileChannel.open(
                    file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Removes what killed processes left behind. One that another process is writing stays usable to that one. */
    static void sweep(Path folder) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (var left = Files.newDirectoryStream(folder, "{spill,new}-*.tmp")) {
            for (Path one : left) {
                Files.deleteIfExists(one);
            }
        } catch (IOException | DirectoryIteratorException e) {
            // Tidying is nobody's need: the next scrub tries again.
        }
    }

    /** Adds at the end. */
    void append(ByteBuffer bytes) {
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    long size() {
        try {
            return channel.size();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** All of it, outside the heap. Of at most 2 GiB. */
    ByteBuffer map() {
        try {
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** From its beginning. */
    InputStream open() {
        try {
            channel.position(0);
        } catch (IOException e) {
            throw failed(e);
        }
        return new java.io.FilterInputStream(Channels.newInputStream(channel)) {
            @Override
            public void close() {}
        };
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private HikaeException failed(IOException e) {
        return new HikaeException(e, EngineError.SPILL_FAILED, folder, String.valueOf(e.getMessage()));
    }
}
