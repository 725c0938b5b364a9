package dev.hikae.engine.file;

import dev.hikae.engine.Entry.Xattr;
import dev.hikae.engine.RawPath;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Metadata of a symbolic link, fifo, socket or device, reached by name because opening it is impossible or has effects. */
record NamedPlace(Descriptor directory, RawPath name) implements Metadata.Place {
    @Override
    public Inode inode() throws LinuxException {
        return directory.statAt(name);
    }

    @Override
    public List<Xattr> xattrs() throws LinuxException {
        return Xattrs.at(directory, name);
    }

    @Override
    public void setXattr(Xattr xattr) throws LinuxException {
        Xattrs.setAt(directory, name, xattr);
    }

    @Override
    public void removeXattr(RawPath xattr) throws LinuxException {
        Xattrs.removeAt(directory, name, xattr);
    }

    @Override
    public void chown(int uid, int gid) throws LinuxException {
        try (Scratch s = Scratch.take()) {
            int r = Libc.fchownat(s, directory.number(), s.path(name), uid, gid, Libc.AT_SYMLINK_NOFOLLOW);
            Descriptor.check("fchownat", r);
        }
    }

    /** By a handle on the inode itself: fchmodat follows links, and somebody may just have put one here. */
    @Override
    public void chmod(int mode) throws LinuxException {
        try (Descriptor handle = directory.openAt(name, Libc.O_PATH);
                Scratch s = Scratch.take()) {
            int r = Libc.fchmodat(s, Libc.AT_FDCWD, s.path("/proc/self/fd/" + handle.number()), mode, 0);
            Descriptor.check("fchmodat", r);
        }
    }

    @Override
    public void setTimes(Scratch s, MemorySegment times) throws LinuxException {
        int r = Libc.utimensat(s, directory.number(), s.path(name), times, Libc.AT_SYMLINK_NOFOLLOW);
        Descriptor.check("utimensat", r);
    }

    @Override
    public boolean hasFlags() {
        return false;
    }

    @Override
    public int flags() {
        return 0;
    }

    @Override
    public void setFlags(int flags) {}
}
