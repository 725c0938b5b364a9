package dev.hikae.engine.file;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.hikae.engine.RawPath;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;

/** An open file descriptor; every name given to it is one component below it and no symbolic link is followed. */
final class Descriptor implements AutoCloseable {
    private static final int SAFE = Libc.O_CLOEXEC | Libc.O_NOFOLLOW;

    /** Where absolute paths start; closing it does nothing. */
    static final Descriptor WORKING_DIRECTORY = new Descriptor(Libc.AT_FDCWD);

    private int fd;

    private Descriptor(int fd) {
        this.fd = fd;
    }

    int number() {
        return fd;
    }

    boolean isOpen() {
        return fd >= 0;
    }

    /** Opens by path, following links as the kernel does: only for what the operator named. */
    static Descriptor openNamed(RawPath path, int flags) throws LinuxException {
        try (Scratch s = Scratch.take()) {
            int fd = Libc.openat(s, Libc.AT_FDCWD, s.path(path), flags | Libc.O_CLOEXEC, 0);
            return new Descriptor(check("open", fd));
        }
    }

    Descriptor openAt(RawPath name, int flags) throws LinuxException {
        return openAt(name, flags, 0);
    }

    Descriptor openAt(RawPath name, int flags, int mode) throws LinuxException {
        try (Scratch s = Scratch.take()) {
            return new Descriptor(check("openat", Libc.openat(s, fd, s.path(name), flags | SAFE, mode)));
        }
    }

    /** Opens for reading without touching the access time where the kernel lets us (owner or root). */
    Descriptor openForReading(RawPath name, int extraFlags) throws LinuxException {
        try (Scratch s = Scratch.take()) {
            int flags = Libc.O_RDONLY | Libc.O_NONBLOCK | SAFE | extraFlags;
            int opened = Libc.openat(s, fd, s.path(name), flags | Libc.O_NOATIME, 0);
            if (opened == -Errno.EPERM) {
                opened = Libc.openat(s, fd, s.path, flags, 0);
            }
            return new Descriptor(check("openat", opened));
        }
    }

    /** Opens one name, unless another file system or directory is mounted there. */
    Descriptor openOnSameMount(RawPath name, int flags) throws LinuxException {
        return open2(name, flags, Libc.RESOLVE_NO_XDEV | Libc.RESOLVE_BENEATH);
    }

    /** Opens a path of several components that cannot leave this directory nor pass a symbolic link. */
    Descriptor openBeneath(RawPath path, int flags) throws LinuxException {
        return open2(path, flags, Libc.RESOLVE_BENEATH);
    }

    private Descriptor open2(RawPath path, int flags, long resolve) throws LinuxException {
        try (Scratch s = Scratch.take()) {
            s.struct.set(JAVA_LONG, 0, (flags | SAFE) & 0xffff_ffffL);
            s.struct.set(JAVA_LONG, 8, 0);
            s.struct.set(JAVA_LONG, 16, resolve | Libc.RESOLVE_NO_SYMLINKS | Libc.RESOLVE_NO_MAGICLINKS);
            return new Descriptor(check("openat2", Libc.openat2(s, fd, s.path(path), s.struct)));
        }
    }

    Inode stat() throws LinuxException {
        try (Scratch s = Scratch.take()) {
            check("statx", Libc.statx(s, fd, s.emptyPath(), Libc.AT_EMPTY_PATH, Inode.MASK, s.struct));
            return new Inode(s);
        }
    }

    Inode statAt(RawPath name) throws LinuxException {
        try (Scratch s = Scratch.take()) {
            int flags = Libc.AT_SYMLINK_NOFOLLOW | Libc.AT_NO_AUTOMOUNT;
            check("statx", Libc.statx(s, fd, s.path(name), flags, Inode.MASK, s.struct));
            return new Inode(s);
        }
    }

    RawPath readlinkAt(RawPath name) throws LinuxException {
        try (Scratch s = Scratch.take()) {
            long n = check("readlinkat", Libc.readlinkat(s, fd, s.path(name), s.data, Scratch.DATA_BYTES));
            return RawPath.ofBytes(s.data.asSlice(0, n).toArray(JAVA_BYTE));
        }
    }

    /** Inode flags; 0 where the file system has none. */
    int flags() throws LinuxException {
        try (Scratch s = Scratch.take()) {
            s.struct.set(JAVA_INT, 0, 0);
            int r = Libc.ioctl(s, fd, Libc.FS_IOC_GETFLAGS, s.struct);
            return r < 0 ? 0 : s.struct.get(JAVA_INT, 0);
        }
    }

    void setFlags(int flags) throws LinuxException {
        try (Scratch s = Scratch.take()) {
            s.struct.set(JAVA_INT, 0, flags);
            check("ioctl FS_IOC_SETFLAGS", Libc.ioctl(s, fd, Libc.FS_IOC_SETFLAGS, s.struct));
        }
    }

    /**
     * Reads at an offset of the file until the length is reached or the file ends; into a direct buffer without a copy.
     *
     * @param into filled from its position on, which moves
     * @return the bytes read
     */
    int read(ByteBuffer into, int length, long offset) throws LinuxException {
        try (Scratch s = Scratch.take()) {
            int done = 0;
            int n = -1;
            while (done < length && n != 0) {
                n = into.isDirect()
                        ? readDirect(s, into, length - done, offset + done)
                        : readCopied(s, into, length - done, offset + done);
                done += n;
            }
            return done;
        }
    }

    private int readDirect(Scratch s, ByteBuffer into, int length, long offset) throws LinuxException {
        int n = (int) check("pread", Libc.pread(s, fd, MemorySegment.ofBuffer(into), length, offset));
        Reference.reachabilityFence(into);
        into.position(into.position() + n);
        return n;
    }

    private int readCopied(Scratch s, ByteBuffer into, int length, long offset) throws LinuxException {
        int wanted = Math.min(length, Scratch.DATA_BYTES);
        int n = (int) check("pread", Libc.pread(s, fd, s.data, wanted, offset));
        into.put(into.position(), s.dataBytes, 0, n);
        into.position(into.position() + n);
        return n;
    }

    /** Writes all that remains in the buffer at an offset. */
    void write(ByteBuffer from, long offset) throws LinuxException {
        try (Scratch s = Scratch.take()) {
            for (long at = offset; from.hasRemaining(); ) {
                MemorySegment piece = MemorySegment.ofBuffer(from);
                if (!from.isDirect()) {
                    long n = Math.min(from.remaining(), Scratch.DATA_BYTES);
                    piece = s.data.asSlice(0, n).copyFrom(piece.asSlice(0, n));
                }
                int n = (int) check("pwrite", Libc.pwrite(s, fd, piece, piece.byteSize(), at));
                Reference.reachabilityFence(from);
                from.position(from.position() + n);
                at += n;
            }
        }
    }

    /** Where the next data or hole begins at or after the offset; -1 when there is none before the end. */
    long seek(long offset, int whence) throws LinuxException {
        try (Scratch s = Scratch.take()) {
            long r = Libc.lseek(s, fd, offset, whence);
            return r == -Errno.ENXIO ? -1 : check("lseek", r);
        }
    }

    void makeDirectory(RawPath name) throws LinuxException {
        try (Scratch s = Scratch.take()) {
            check("mkdirat", Libc.mkdirat(s, fd, s.path(name), 0700));
        }
    }

    /** Makes a fifo, socket or device. */
    void makeNode(RawPath name, int kind, long major, long minor) throws LinuxException {
        long device = (minor & 0xff) | (major & 0xfff) << 8 | (minor & ~0xffL) << 12 | (major & ~0xfffL) << 32;
        try (Scratch s = Scratch.take()) {
            check("mknodat", Libc.mknodat(s, fd, s.path(name), kind | 0600, device));
        }
    }

    void makeSymlink(RawPath name, RawPath target) throws LinuxException {
        try (Scratch s = Scratch.take()) {
            check("symlinkat", Libc.symlinkat(s, s.path2(target), fd, s.path(name)));
        }
    }

    /** Gives an inode another name; where {@code from} is a symbolic link, the link itself. */
    void link(Descriptor fromDirectory, RawPath from, RawPath name) throws LinuxException {
        try (Scratch s = Scratch.take()) {
            check("linkat", Libc.linkat(s, fromDirectory.fd, s.path2(from), fd, s.path(name), 0));
        }
    }

    void remove(RawPath name, boolean directory) throws LinuxException {
        try (Scratch s = Scratch.take()) {
            check("unlinkat", Libc.unlinkat(s, fd, s.path(name), directory ? Libc.AT_REMOVEDIR : 0));
        }
    }

    void truncate(long size) throws LinuxException {
        try (Scratch s = Scratch.take()) {
            check("ftruncate", Libc.ftruncate(s, fd, size));
        }
    }

    /** Makes a stretch a hole; false where the file system cannot. */
    boolean punch(long offset, long length) throws LinuxException {
        try (Scratch s = Scratch.take()) {
            int mode = Libc.FALLOC_FL_PUNCH_HOLE | Libc.FALLOC_FL_KEEP_SIZE;
            int r = Libc.fallocate(s, fd, mode, offset, length);
            if (r == -Errno.EOPNOTSUPP || r == -Errno.ENOSYS) {
                return false;
            }
            check("fallocate", r);
            return true;
        }
    }

    void adviseSequential() {
        try (Scratch s = Scratch.take()) {
            Libc.fadvise(s, fd, 0, 0, Libc.POSIX_FADV_SEQUENTIAL);
        }
    }

    static int check(String call, int result) throws LinuxException {
        return (int) check(call, (long) result);
    }

    static long check(String call, long result) throws LinuxException {
        if (result < 0) {
            throw new LinuxException(call, (int) -result);
        }
        return result;
    }

    @Override
    public void close() {
        if (fd >= 0) {
            try (Scratch s = Scratch.take()) {
                Libc.close(s, fd);
            }
            fd = -1;
        }
    }
}
