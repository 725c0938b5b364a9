package dev.hikae.engine.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** A large object on its way into a folder store. */
final class FolderUpload implements Store.Upload {
    private final FolderStore store;
    private final String name;
    private final Path temporary;
    private final Path target;
    private final FileChannel out;
    private boolean committed;

    FolderUpload(FolderStore store, String name, Path temporary, Path target, FileChannel out) {
        this.store = store;
        this.name = name;
        this.temporary = temporary;
        this.target = target;
        this.out = out;
    }

    @Override
    public void write(ByteBuffer part) {
        store.attempt(() -> {
            FolderStore.writeFully(out, part);
            return true;
        });
    }

    @Override
    public void commit() {
        if (committed) {
            return;
        }
        boolean created = store.attempt(() -> {
            out.force(true);
            out.close();
            return store.publish(temporary, target);
        });
        if (!created) {
            throw Failures.exists(store.describe(), name);
        }
        committed = true;
    }

    @Override
    public void close() {
        try {
            out.close();
            Files.deleteIfExists(temporary);
        } catch (IOException leftBehind) {
            // Invisible already; a later opening of the store sweeps it.
        }
    }
}
