package dev.hikae.engine.file;

import dev.hikae.engine.RawPath;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An open directory whose names were read and sorted when it was opened. */
final class LinuxDirectory implements SourceDirectory {
    private final Walk walk;
    private final Descriptor directory;
    private final RawPath relative;
    private final SortedNames names;

    LinuxDirectory(Walk walk, Descriptor directory, RawPath relative, SortedNames names) {
        this.walk = walk;
        this.directory = directory;
        this.relative = relative;
        this.names = names;
    }

    @Override
    public Optional<SourceEntry> next() {
        while (names.hasNext()) {
            RawPath name = names.next();
            @Nullable Inode inode = inode(name);
            if (inode != null && !excludes(name, inode)) {
                return Optional.of(new LinuxEntry(walk, directory, name, name, relative, inode));
            }
        }
        return Optional.empty();
    }

    private boolean excludes(RawPath name, Inode inode) {
        return walk.excludes() != Excludes.NONE
                && walk.excludes().excludes(relative.resolve(name), inode.isDirectory());
    }

    /** Null where it has vanished; not an Optional, since every entry comes past here. */
    private @Nullable Inode inode(RawPath name) {
        try {
            return directory.statAt(name);
        } catch (LinuxException e) {
            if (e.vanished()) {
                return null;
            }
            throw LinuxEntry.Unread.of(name, e);
        }
    }

    @Override
    public void close() {
        names.close();
        directory.close();
    }
}
