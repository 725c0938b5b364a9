package dev.hikae.engine.file;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * The system calls that the file layer makes.
 *
 * <p>All go through one function of the C library, {@code syscall}, because linking a function costs the JVM tens of
 * milliseconds for each shape of arguments, more than a short backup takes altogether. Addresses are passed as
 * numbers: what they point to belongs to a {@link Scratch} or is kept reachable by the caller.
 *
 * <p>Each returns what the kernel returns, or the negative error number; an interrupted call is made again.
 * Constants are those of x86-64 and aarch64, which differ only in a few open flags and call numbers.
 */
final class Libc {
    static final StructLayout STATE = Linker.Option.captureStateLayout();
    static final boolean ARM = System.getProperty("os.arch").equals("aarch64");

    static final int AT_FDCWD = -100;
    static final int AT_SYMLINK_NOFOLLOW = 0x100;
    static final int AT_REMOVEDIR = 0x200;
    static final int AT_EMPTY_PATH = 0x1000;
    static final int AT_NO_AUTOMOUNT = 0x800;
    static final int O_RDONLY = 0;
    static final int O_WRONLY = 1;
    static final int O_CREAT = 0100;
    static final int O_EXCL = 0200;
    static final int O_NONBLOCK = 04000;
    static final int O_DIRECTORY = ARM ? 040000 : 0200000;
    static final int O_NOFOLLOW = ARM ? 0100000 : 0400000;
    static final int O_NOATIME = 01000000;
    static final int O_CLOEXEC = 02000000;
    static final int O_PATH = 010000000;
    static final int O_RDWR = 2;
    static final int FALLOC_FL_KEEP_SIZE = 1;
    static final int FALLOC_FL_PUNCH_HOLE = 2;
    static final int SEEK_DATA = 3;
    static final int SEEK_HOLE = 4;
    static final long RESOLVE_NO_XDEV = 0x01;
    static final long RESOLVE_NO_MAGICLINKS = 0x02;
    static final long RESOLVE_NO_SYMLINKS = 0x04;
    static final long RESOLVE_BENEATH = 0x08;
    static final long FS_IOC_GETFLAGS = 0x80086601L;
    static final long FS_IOC_SETFLAGS = 0x40086602L;
    static final int POSIX_FADV_SEQUENTIAL = 2;

    private static final int OPENAT = ARM ? 56 : 257;
    private static final int OPENAT2 = 437;
    private static final int CLOSE = ARM ? 57 : 3;
    private static final int STATX = ARM ? 291 : 332;
    private static final int GETDENTS64 = ARM ? 61 : 217;
    private static final int IOCTL = ARM ? 29 : 16;
    private static final int PREAD64 = ARM ? 67 : 17;
    private static final int PWRITE64 = ARM ? 68 : 18;
    private static final int LSEEK = ARM ? 62 : 8;
    private static final int FTRUNCATE = ARM ? 46 : 77;
    private static final int FADVISE64 = ARM ? 223 : 221;
    private static final int READLINKAT = ARM ? 78 : 267;
    private static final int FLISTXATTR = ARM ? 13 : 196;
    private static final int LLISTXATTR = ARM ? 12 : 195;
    private static final int FGETXATTR = ARM ? 10 : 193;
    private static final int LGETXATTR = ARM ? 9 : 192;
    private static final int FSETXATTR = ARM ? 7 : 190;
    private static final int LSETXATTR = ARM ? 6 : 189;
    private static final int FREMOVEXATTR = ARM ? 16 : 199;
    private static final int LREMOVEXATTR = ARM ? 15 : 198;
    private static final int UTIMENSAT = ARM ? 88 : 280;
    private static final int FCHOWN = ARM ? 55 : 93;
    private static final int FCHOWNAT = ARM ? 54 : 260;
    private static final int FCHMOD = ARM ? 52 : 91;
    private static final int FCHMODAT = ARM ? 53 : 268;
    private static final int LINKAT = ARM ? 37 : 265;
    private static final int SYMLINKAT = ARM ? 36 : 266;
    private static final int MKDIRAT = ARM ? 34 : 258;
    private static final int MKNODAT = ARM ? 33 : 259;
    private static final int UNLINKAT = ARM ? 35 : 263;
    private static final int GETEUID = ARM ? 175 : 107;
    private static final int GETEGID = ARM ? 177 : 108;
    private static final int FALLOCATE = ARM ? 47 : 285;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
    private static final long ERRNO_OFFSET = STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));

    /** {@code long syscall(long number, ...)} with five arguments; the kernel looks at no more than a call has. */
    private static final MethodHandle SYSCALL = handle(
            "syscall",
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
            ERRNO,
            Linker.Option.firstVariadicArg(1));

    private Libc() {}

    static int openat(Scratch s, int dir, MemorySegment path, int flags, int mode) {
        return (int) call(s, OPENAT, dir, path.address(), flags, mode, 0);
    }

    static int statx(Scratch s, int dir, MemorySegment path, int flags, int mask, MemorySegment into) {
        return (int) call(s, STATX, dir, path.address(), flags, mask, into.address());
    }

    static int ioctl(Scratch s, int fd, long request, MemorySegment argument) {
        return (int) call(s, IOCTL, fd, request, argument.address(), 0, 0);
    }

    static long pread(Scratch s, int fd, MemorySegment into, long length, long offset) {
        return call(s, PREAD64, fd, into.address(), length, offset, 0);
    }

    static long pwrite(Scratch s, int fd, MemorySegment from, long length, long offset) {
        return call(s, PWRITE64, fd, from.address(), length, offset, 0);
    }

    static long lseek(Scratch s, int fd, long offset, int whence) {
        return call(s, LSEEK, fd, offset, whence, 0, 0);
    }

    static long readlinkat(Scratch s, int dir, MemorySegment path, MemorySegment into, long length) {
        return call(s, READLINKAT, dir, path.address(), into.address(), length, 0);
    }

    static long flistxattr(Scratch s, int fd, MemorySegment into, long length) {
        return call(s, FLISTXATTR, fd, into.address(), length, 0, 0);
    }

    static long llistxattr(Scratch s, MemorySegment path, MemorySegment into, long length) {
        return call(s, LLISTXATTR, path.address(), into.address(), length, 0, 0);
    }

    static long fgetxattr(Scratch s, int fd, MemorySegment name, MemorySegment into, long length) {
        return call(s, FGETXATTR, fd, name.address(), into.address(), length, 0);
    }

    static long lgetxattr(Scratch s, MemorySegment path, MemorySegment name, MemorySegment into, long length) {
        return call(s, LGETXATTR, path.address(), name.address(), into.address(), length, 0);
    }

    static int fsetxattr(Scratch s, int fd, MemorySegment name, MemorySegment value, long length, int flags) {
        return (int) call(s, FSETXATTR, fd, name.address(), value.address(), length, flags);
    }

    static int lsetxattr(
            Scratch s, MemorySegment path, MemorySegment name, MemorySegment value, long length, int flags) {
        return (int) call(s, LSETXATTR, path.address(), name.address(), value.address(), length, flags);
    }

    static int fremovexattr(Scratch s, int fd, MemorySegment name) {
        return (int) call(s, FREMOVEXATTR, fd, name.address(), 0, 0, 0);
    }

    static int lremovexattr(Scratch s, MemorySegment path, MemorySegment name) {
        return (int) call(s, LREMOVEXATTR, path.address(), name.address(), 0, 0, 0);
    }

    static int utimensat(Scratch s, int dir, MemorySegment path, MemorySegment times, int flags) {
        return (int) call(s, UTIMENSAT, dir, path.address(), times.address(), flags, 0);
    }

    static int futimens(Scratch s, int fd, MemorySegment times) {
        return (int) call(s, UTIMENSAT, fd, 0, times.address(), 0, 0);
    }

    static int fchown(Scratch s, int fd, int uid, int gid) {
        return (int) call(s, FCHOWN, fd, uid, gid, 0, 0);
    }

    static int fchownat(Scratch s, int dir, MemorySegment path, int uid, int gid, int flags) {
        return (int) call(s, FCHOWNAT, dir, path.address(), uid, gid, flags);
    }

    static int fchmod(Scratch s, int fd, int mode) {
        return (int) call(s, FCHMOD, fd, mode, 0, 0, 0);
    }

    static int fchmodat(Scratch s, int dir, MemorySegment path, int mode, int flags) {
        return (int) call(s, FCHMODAT, dir, path.address(), mode, flags, 0);
    }

    static int linkat(Scratch s, int fromDir, MemorySegment from, int toDir, MemorySegment to, int flags) {
        return (int) call(s, LINKAT, fromDir, from.address(), toDir, to.address(), flags);
    }

    static int symlinkat(Scratch s, MemorySegment target, int dir, MemorySegment path) {
        return (int) call(s, SYMLINKAT, target.address(), dir, path.address(), 0, 0);
    }

    static int mkdirat(Scratch s, int dir, MemorySegment path, int mode) {
        return (int) call(s, MKDIRAT, dir, path.address(), mode, 0, 0);
    }

    static int mknodat(Scratch s, int dir, MemorySegment path, int mode, long device) {
        boolean representable = (device & 0xffff_ffffL) == device;
        return representable ? (int) call(s, MKNODAT, dir, path.address(), mode, device, 0) : -Errno.EINVAL;
    }

    static int unlinkat(Scratch s, int dir, MemorySegment path, int flags) {
        return (int) call(s, UNLINKAT, dir, path.address(), flags, 0, 0);
    }

    static int getegid(Scratch s) {
        return (int) call(s, GETEGID, 0, 0, 0, 0, 0);
    }

    static int fallocate(Scratch s, int fd, int mode, long offset, long length) {
        return (int) call(s, FALLOCATE, fd, mode, offset, length, 0);
    }

    static int ftruncate(Scratch s, int fd, long size) {
        return (int) call(s, FTRUNCATE, fd, size, 0, 0, 0);
    }

    static int fadvise(Scratch s, int fd, long offset, long length, int advice) {
        return (int) call(s, FADVISE64, fd, offset, length, advice, 0);
    }

    static int geteuid(Scratch s) {
        return (int) call(s, GETEUID, 0, 0, 0, 0, 0);
    }

    static long getdents64(Scratch s, int fd, MemorySegment into, long length) {
        return call(s, GETDENTS64, fd, into.address(), length, 0, 0);
    }

    /** {@code how} is a {@code struct open_how}: flags, mode, resolve, 8 bytes each. */
    static int openat2(Scratch s, int dir, MemorySegment path, MemorySegment how) {
        return (int) call(s, OPENAT2, dir, path.address(), how.address(), 24, 0);
    }

    /** Not made again when interrupted: Linux has closed the descriptor by then. */
    static void close(Scratch s, int fd) {
        once(s, CLOSE, fd, 0, 0, 0, 0);
    }

    /** Fills a struct passwd (or group) by name; false when there is none. */
    static boolean accountId(Scratch s, boolean group, MemorySegment name, MemorySegment strings) {
        MemorySegment result = s.path2;
        int r = NameService.find(
                group, name.address(), s.struct.address(), strings.address(), strings.byteSize(), result.address());
        return r == 0 && result.get(JAVA_LONG, 0) != 0;
    }

    /** Fills a struct passwd (or group) whose first member points to the name; empty when there is none. */
    static Optional<MemorySegment> accountName(Scratch s, boolean group, int id, MemorySegment strings) {
        MemorySegment result = s.path2;
        int r = NameService.ask(group, id, s.struct.address(), strings.address(), strings.byteSize(), result.address());
        boolean found = r == 0 && result.get(JAVA_LONG, 0) != 0;
        return found ? Optional.of(s.struct.get(ADDRESS, 0)) : Optional.empty();
    }

    private static long call(Scratch s, int number, long a, long b, long c, long d, long e) {
        long r;
        do {
            r = once(s, number, a, b, c, d, e);
        } while (r == -Errno.EINTR);
        return r;
    }

    private static long once(Scratch s, int number, long a, long b, long c, long d, long e) {
        long r;
        try {
            r = (long) SYSCALL.invokeExact(s.errno, (long) number, a, b, c, d, e);
        } catch (Throwable t) {
            throw misfit(t);
        }
        return r == -1 ? -s.errno.get(JAVA_INT, ERRNO_OFFSET) : r;
    }

    private static IllegalStateException misfit(Throwable cause) {
        return new IllegalStateException("bug: a downcall does not fit its descriptor", cause);
    }

    @SuppressWarnings("restricted") // Signatures as in the manual pages.
    private static MethodHandle handle(String name, FunctionDescriptor shape, Linker.Option... options) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), shape, options);
    }

    /** Linked when the first name is asked for: a backup that finds nothing changed asks for none. */
    private static final class NameService {
        private static final FunctionDescriptor SHAPE =
                FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
        private static final MethodHandle GETPWUID = handle("getpwuid_r", SHAPE);
        private static final MethodHandle GETGRGID = handle("getgrgid_r", SHAPE);

        private static final FunctionDescriptor BY_NAME =
                FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
        private static final MethodHandle GETPWNAM = handle("getpwnam_r", BY_NAME);
        private static final MethodHandle GETGRNAM = handle("getgrnam_r", BY_NAME);

        private NameService() {}

        static int find(boolean group, long name, long struct, long strings, long length, long result) {
            try {
                return group
                        ? (int) GETGRNAM.invokeExact(name, struct, strings, length, result)
                        : (int) GETPWNAM.invokeExact(name, struct, strings, length, result);
            } catch (Throwable t) {
                throw misfit(t);
            }
        }

        static int ask(boolean group, int id, long struct, long strings, long length, long result) {
            try {
                return group
                        ? (int) GETGRGID.invokeExact(id, struct, strings, length, result)
                        : (int) GETPWUID.invokeExact(id, struct, strings, length, result);
            } catch (Throwable t) {
                throw misfit(t);
            }
        }
    }
}
