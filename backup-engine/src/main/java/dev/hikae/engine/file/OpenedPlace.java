package dev.hikae.engine.file;

import dev.hikae.engine.Entry.Xattr;
import dev.hikae.engine.RawPath;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Metadata of an open file or directory. */
record OpenedPlace(Descriptor opened) implements Metadata.Place {
    @Override
    public Inode inode() throws LinuxException {
        return opened.stat();
    }

    @Override
    public List<Xattr> xattrs() throws LinuxException {
        return Xattrs.of(opened);
    }

    @Override
    public void setXattr(Xattr xattr) throws LinuxException {
        Xattrs.set(opened, xattr);
    }

    @Override
    public void removeXattr(RawPath name) throws LinuxException {
        Xattrs.remove(opened, name);
    }

    @Override
    public void chown(int uid, int gid) throws LinuxException {
        try (Scratch s = Scratch.take()) {
            Descriptor.check("fchown", Libc.fchown(s, opened.number(), uid, gid));
        }
    }

    @Override
    public void chmod(int mode) throws LinuxException {
        try (Scratch s = Scratch.take()) {
            Descriptor.check("fchmod", Libc.fchmod(s, opened.number(), mode));
        }
    }

    @Override
    public void setTimes(Scratch s, MemorySegment times) throws LinuxException {
        Descriptor.check("futimens", Libc.futimens(s, opened.number(), times));
    }

    @Override
    public boolean hasFlags() {
        return true;
    }

    @Override
    public int flags() throws LinuxException {
        return opened.flags();
    }

    @Override
    public void setFlags(int flags) throws LinuxException {
        opened.setFlags(flags);
    }
}
