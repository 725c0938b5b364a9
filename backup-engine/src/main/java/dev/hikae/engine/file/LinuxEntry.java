package dev.hikae.engine.file;

import dev.hikae.engine.Entry;
import dev.hikae.engine.Entry.Xattr;
import dev.hikae.engine.Exclusions.Reason;
import dev.hikae.engine.RawPath;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One name in an open directory. While it is open itself, its metadata are read from there and not by name. */
final class LinuxEntry implements SourceEntry {
    private final Walk walk;
    private final Descriptor parent;
    private final RawPath nameOnDisk;
    private final RawPath name;
    private final RawPath relativeParent;
    private Inode inode;
    private @Nullable Stat stat;
    private @Nullable Opened opened;
    private @Nullable Entry read;

    private record Opened(Descriptor descriptor, Inode inode) {}

    /** @param relativeParent path below the root of the directory that holds it */
    LinuxEntry(Walk walk, Descriptor parent, RawPath nameOnDisk, RawPath name, RawPath relativeParent, Inode inode) {
        this.walk = walk;
        this.parent = parent;
        this.nameOnDisk = nameOnDisk;
        this.name = name;
        this.relativeParent = relativeParent;
        this.inode = inode;
    }

    @Override
    public RawPath name() {
        return name;
    }

    @Override
    public Stat stat() {
        if (stat == null) {
            stat = inode.toStat();
        }
        return stat;
    }

    @Override
    public Entry entry() {
        if (read == null) {
            try {
                read = readEntry();
            } catch (LinuxException e) {
                throw Unread.of(name, e);
            }
        }
        return read;
    }

    private Entry readEntry() throws LinuxException {
        if (opened != null && opened.descriptor().isOpen()) {
            return readOpened(opened.descriptor(), opened.inode());
        }
        if (inode.isFile() || inode.isDirectory()) {
            try (Descriptor again = parent.openForReading(nameOnDisk, 0)) {
                return readOpened(again, again.stat());
            } catch (LinuxException e) {
                if (!e.denied() && e.errno() != Errno.ENXIO) {
                    throw e;
                }
            }
        }
        return entry(inode, Xattrs.at(parent, nameOnDisk), 0);
    }

    private Entry readOpened(Descriptor file, Inode seen) throws LinuxException {
        return entry(seen, Xattrs.of(file), file.flags());
    }

    private Entry entry(Inode seen, List<Xattr> xattrs, int flags) throws LinuxException {
        return Entries.of(walk.accounts(), name, seen, Entries.kind(parent, nameOnDisk, seen), xattrs, flags);
    }

    @Override
    public SourceDirectory openDirectory() {
        try {
            Descriptor directory = parent.openForReading(nameOnDisk, Libc.O_DIRECTORY);
            try {
                Inode seen = directory.stat();
                SortedNames names = names(directory, seen);
                opened = new Opened(directory, seen);
                inode = seen;
                stat = null;
                return new LinuxDirectory(walk, directory, relative(), names);
            } catch (LinuxException | RuntimeException e) {
                directory.close();
                throw e;
            }
        } catch (LinuxException e) {
            throw Unread.of(name, e);
        }
    }

    private SortedNames names(Descriptor directory, Inode seen) throws LinuxException {
        if (walk.stopsAt(seen)) {
            walk.left(relative(), Reason.OTHER_FILE_SYSTEM);
            return SortedNames.none();
        }
        SortedNames names = SortedNames.of(directory);
        if (!isRoot()) {
            walk.reduce(names, directory).ifPresent(reason -> walk.left(relative(), reason));
        }
        return names;
    }

    private boolean isRoot() {
        return parent == Descriptor.WORKING_DIRECTORY;
    }

    /** Empty for the root itself. */
    private RawPath relative() {
        return isRoot() ? relativeParent : relativeParent.resolve(name);
    }

    @Override
    public SourceFile openFile() {
        try {
            Descriptor file = parent.openForReading(nameOnDisk, 0);
            try {
                Inode seen = file.stat();
                if (!seen.isFile()) {
                    throw new LinuxException("openat", Errno.ESTALE);
                }
                opened = new Opened(file, seen);
                return new LinuxFile(file, this, inode, seen);
            } catch (LinuxException | RuntimeException e) {
                file.close();
                throw e;
            }
        } catch (LinuxException e) {
            throw Unread.of(name, e);
        }
    }

    /** Turns what the kernel says into what a backup reports. */
    static final class Unread {
        private Unread() {}

        static SourceException of(RawPath name, LinuxException e) {
            return new SourceException(
                    e,
                    Optional.of(name),
                    e.vanished() ? FileError.text("vanished") : FileError.text("unreadable", e.reason()),
                    e.vanished());
        }
    }
}
