package dev.hikae.engine.file;

import dev.hikae.engine.RawPath;
import java.util.Optional;

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
            Optional<Inode> inode = inode(name);
            RawPath below = relative.resolve(name);
            if (inode.isPresent()
                    && !walk.excludes().excludes(below, inode.get().isDirectory())) {
                return Optional.of(new LinuxEntry(walk, directory, name, name, below, inode.get()));
            }
        }
        return Optional.empty();
    }

    private Optional<Inode> inode(RawPath name) {
        try {
            return Optional.of(directory.statAt(name));
        } catch (LinuxException e) {
            if (e.vanished()) {
                return Optional.empty();
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
