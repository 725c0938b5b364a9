package dev.hikae.engine.file;

import dev.hikae.engine.Exclusions.Reason;
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
            if (inode != null && !leavesOut(name, inode)) {
                return Optional.of(new LinuxEntry(walk, directory, name, name, relative, inode));
            }
        }
        return Optional.empty();
    }

    private boolean leavesOut(RawPath name, Inode inode) {
        try {
            Optional<Reason> reason = walk.leavesOut(directory, relative, name, inode);
            reason.ifPresent(r -> walk.left(relative.resolve(name), r));
            return reason.isPresent();
        } catch (LinuxException e) {
            throw LinuxEntry.Unread.of(name, e);
        }
    }

    /** Null where one that patterns leave out has vanished; not an Optional, since every entry comes past here. */
    private @Nullable Inode inode(RawPath name) {
        try {
            return directory.statAt(name);
        } catch (LinuxException e) {
            if (e.vanished() && walk.leavesOutVanished(relative, name)) {
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
