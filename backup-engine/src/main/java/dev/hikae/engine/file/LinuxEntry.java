package dev.hikae.engine.file;

import dev.hikae.engine.Entry;
import dev.hikae.engine.Entry.Xattr;
import dev.hikae.engine.RawPath;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One name in an open directory. Opening it also reads its metadata, which is then not read again by name. */
final class LinuxEntry implements SourceEntry {
    private final Walk walk;
    private final Descriptor parent;
    private final RawPath nameOnDisk;
    private final RawPath name;
    private final RawPath relative;
    private final Inode inode;
    private @Nullable Entry read;

    LinuxEntry(Walk walk, Descriptor parent, RawPath nameOnDisk, RawPath name, RawPath relative, Inode inode) {
        this.walk = walk;
        this.parent = parent;
        this.nameOnDisk = nameOnDisk;
        this.name = name;
        this.relative = relative;
        this.inode = inode;
    }

    @Override
    public RawPath name() {
        return name;
    }

    @Override
    public Stat stat() {
        return inode.toStat();
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
        if (inode.isFile() || inode.isDirectory()) {
            try (Descriptor opened = parent.openForReading(nameOnDisk, 0)) {
                return readOpened(opened, opened.stat());
            } catch (LinuxException e) {
                if (!e.denied() && e.errno() != Errno.ENXIO) {
                    throw e;
                }
            }
        }
        return entry(inode, Xattrs.at(parent, nameOnDisk), 0);
    }

    private Entry readOpened(Descriptor opened, Inode seen) throws LinuxException {
        return entry(seen, Xattrs.of(opened), opened.flags());
    }

    private Entry entry(Inode seen, List<Xattr> xattrs, int flags) throws LinuxException {
        return Entries.of(walk.accounts(), name, seen, Entries.kind(parent, nameOnDisk, seen), xattrs, flags);
    }

    @Override
    public SourceDirectory openDirectory() {
        try {
            Descriptor opened = parent.openForReading(nameOnDisk, Libc.O_DIRECTORY);
            try {
                Inode seen = opened.stat();
                read = readOpened(opened, seen);
                SortedNames names = walk.stopsAt(seen) ? SortedNames.none() : SortedNames.of(opened);
                return new LinuxDirectory(walk, opened, relative, names);
            } catch (LinuxException | RuntimeException e) {
                opened.close();
                throw e;
            }
        } catch (LinuxException e) {
            throw Unread.of(name, e);
        }
    }

    @Override
    public SourceFile openFile() {
        try {
            Descriptor opened = parent.openForReading(nameOnDisk, 0);
            try {
                Inode seen = opened.stat();
                if (!seen.isFile()) {
                    throw new LinuxException("openat", Errno.ESTALE);
                }
                read = readOpened(opened, seen);
                return new LinuxFile(opened, name, inode, seen);
            } catch (LinuxException | RuntimeException e) {
                opened.close();
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
