package dev.hikae.engine.restore;

import dev.hikae.engine.RawPath;
import dev.hikae.engine.file.SourceDirectory;
import dev.hikae.engine.file.SourceEntry;
import dev.hikae.engine.file.SourceException;
import java.util.Optional;
import java.util.function.Consumer;

/** A directory on disk, read beside the sorted children of a snapshot's. */
final class DiskCursor {
    private final SourceDirectory directory;
    private final Consumer<SourceException> unreadable;
    private final Consumer<SourceEntry> extra;
    private Optional<SourceEntry> current;

    DiskCursor(SourceDirectory directory, Consumer<SourceException> unreadable, Consumer<SourceEntry> extra) {
        this.directory = directory;
        this.unreadable = unreadable;
        this.extra = extra;
        this.current = advance();
    }

    /** The entry of this name, if it is there; those before it are extra. */
    Optional<SourceEntry> find(RawPath name) {
        while (current.isPresent() && current.get().name().compareTo(name) < 0) {
            extra.accept(current.get());
            current = advance();
        }
        if (current.isEmpty() || !current.get().name().equals(name)) {
            return Optional.empty();
        }
        Optional<SourceEntry> found = current;
        current = advance();
        return found;
    }

    /** What is left is extra. */
    void finish() {
        while (current.isPresent()) {
            extra.accept(current.get());
            current = advance();
        }
    }

    private Optional<SourceEntry> advance() {
        while (true) {
            try {
                return directory.next();
            } catch (SourceException e) {
                unreadable.accept(e);
                if (e.name().isEmpty()) {
                    return Optional.empty();
                }
            }
        }
    }
}
