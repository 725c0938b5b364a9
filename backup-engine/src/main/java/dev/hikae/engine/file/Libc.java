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
import java.lang.invoke.VarHandle;
import java.util.Optional;

/**
 * The functions of the C library that the file layer calls.
 *
 * <p>Each returns what C returns, or the negative error number; an interrupted call is made again.
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
    static final int SEEK_DATA = 3;
    static final int SEEK_HOLE = 4;
    static final long RESOLVE_NO_MAGICLINKS = 0x02;
    static final long RESOLVE_NO_SYMLINKS = 0x04;
    static final long RESOLVE_BENEATH = 0x08;
    static final long FS_IOC_GETFLAGS = 0x80086601L;
    static final long FS_IOC_SETFLAGS = 0x40086602L;
    static final int POSIX_FADV_SEQUENTIAL = 2;

    private static final long SYS_GETDENTS64 = ARM ? 61 : 217;
    private static final long SYS_OPENAT2 = 437;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private static final MethodHandle CLOSE = fixed("close", JAVA_INT, JAVA_INT);
    private static final MethodHandle OPENAT = variadic("openat", 3, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
    private static final MethodHandle STATX = fixed("statx", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS);
    private static final MethodHandle SYSCALL4 =
            variadic("syscall", 1, JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG);
    private static final MethodHandle SYSCALL3 =
            variadic("syscall", 1, JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
    private static final MethodHandle IOCTL = variadic("ioctl", 2, JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS);
    private static final MethodHandle PREAD = fixed("pread", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle PWRITE = fixed("pwrite", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle LSEEK = fixed("lseek", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle READLINKAT =
            fixed("readlinkat", JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG);
    private static final MethodHandle FLISTXATTR = fixed("flistxattr", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
    private static final MethodHandle LLISTXATTR = fixed("llistxattr", JAVA_LONG, ADDRESS, ADDRESS, JAVA_LONG);
    private static final MethodHandle FGETXATTR = fixed("fgetxattr", JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG);
    private static final MethodHandle LGETXATTR = fixed("lgetxattr", JAVA_LONG, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG);
    private static final MethodHandle FSETXATTR =
            fixed("fsetxattr", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT);
    private static final MethodHandle LSETXATTR =
            fixed("lsetxattr", JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT);
    private static final MethodHandle FREMOVEXATTR = fixed("fremovexattr", JAVA_INT, JAVA_INT, ADDRESS);
    private static final MethodHandle LREMOVEXATTR = fixed("lremovexattr", JAVA_INT, ADDRESS, ADDRESS);
    private static final MethodHandle UTIMENSAT = fixed("utimensat", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, JAVA_INT);
    private static final MethodHandle FUTIMENS = fixed("futimens", JAVA_INT, JAVA_INT, ADDRESS);
    private static final MethodHandle FCHOWN = fixed("fchown", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle FCHOWNAT =
            fixed("fchownat", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle FCHMOD = fixed("fchmod", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle FCHMODAT = fixed("fchmodat", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
    private static final MethodHandle LINKAT =
            fixed("linkat", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle SYMLINKAT = fixed("symlinkat", JAVA_INT, ADDRESS, JAVA_INT, ADDRESS);
    private static final MethodHandle MKDIRAT = fixed("mkdirat", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle MKNODAT = fixed("mknodat", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_LONG);
    private static final MethodHandle UNLINKAT = fixed("unlinkat", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle FTRUNCATE = fixed("ftruncate", JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MethodHandle FADVISE =
            fixed("posix_fadvise", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);
    private static final MethodHandle GETEUID = fixed("geteuid", JAVA_INT);

    private static final MethodHandle GETPWUID =
            fixed("getpwuid_r", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS);
    private static final MethodHandle GETGRGID =
            fixed("getgrgid_r", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS);

    private Libc() {}

    static int openat(Scratch s, int dir, MemorySegment path, int flags, int mode) {
        return (int) again(s, () -> (int) OPENAT.invokeExact(s.errno, dir, path, flags, mode));
    }

    static int statx(Scratch s, int dir, MemorySegment path, int flags, int mask, MemorySegment into) {
        return (int) again(s, () -> (int) STATX.invokeExact(s.errno, dir, path, flags, mask, into));
    }

    static int ioctl(Scratch s, int fd, long request, MemorySegment argument) {
        return (int) again(s, () -> (int) IOCTL.invokeExact(s.errno, fd, request, argument));
    }

    static long pread(Scratch s, int fd, MemorySegment into, long length, long offset) {
        return again(s, () -> (long) PREAD.invokeExact(s.errno, fd, into, length, offset));
    }

    static long pwrite(Scratch s, int fd, MemorySegment from, long length, long offset) {
        return again(s, () -> (long) PWRITE.invokeExact(s.errno, fd, from, length, offset));
    }

    static long lseek(Scratch s, int fd, long offset, int whence) {
        return again(s, () -> (long) LSEEK.invokeExact(s.errno, fd, offset, whence));
    }

    static long readlinkat(Scratch s, int dir, MemorySegment path, MemorySegment into, long length) {
        return again(s, () -> (long) READLINKAT.invokeExact(s.errno, dir, path, into, length));
    }

    static long flistxattr(Scratch s, int fd, MemorySegment into, long length) {
        return again(s, () -> (long) FLISTXATTR.invokeExact(s.errno, fd, into, length));
    }

    static long llistxattr(Scratch s, MemorySegment path, MemorySegment into, long length) {
        return again(s, () -> (long) LLISTXATTR.invokeExact(s.errno, path, into, length));
    }

    static long fgetxattr(Scratch s, int fd, MemorySegment name, MemorySegment into, long length) {
        return again(s, () -> (long) FGETXATTR.invokeExact(s.errno, fd, name, into, length));
    }

    static long lgetxattr(Scratch s, MemorySegment path, MemorySegment name, MemorySegment into, long length) {
        return again(s, () -> (long) LGETXATTR.invokeExact(s.errno, path, name, into, length));
    }

    static int fsetxattr(Scratch s, int fd, MemorySegment name, MemorySegment value, long length, int flags) {
        return (int) again(s, () -> (int) FSETXATTR.invokeExact(s.errno, fd, name, value, length, flags));
    }

    static int lsetxattr(
            Scratch s, MemorySegment path, MemorySegment name, MemorySegment value, long length, int flags) {
        return (int) again(s, () -> (int) LSETXATTR.invokeExact(s.errno, path, name, value, length, flags));
    }

    static int fremovexattr(Scratch s, int fd, MemorySegment name) {
        return (int) again(s, () -> (int) FREMOVEXATTR.invokeExact(s.errno, fd, name));
    }

    static int lremovexattr(Scratch s, MemorySegment path, MemorySegment name) {
        return (int) again(s, () -> (int) LREMOVEXATTR.invokeExact(s.errno, path, name));
    }

    static int utimensat(Scratch s, int dir, MemorySegment path, MemorySegment times, int flags) {
        return (int) again(s, () -> (int) UTIMENSAT.invokeExact(s.errno, dir, path, times, flags));
    }

    static int futimens(Scratch s, int fd, MemorySegment times) {
        return (int) again(s, () -> (int) FUTIMENS.invokeExact(s.errno, fd, times));
    }

    static int fchown(Scratch s, int fd, int uid, int gid) {
        return (int) again(s, () -> (int) FCHOWN.invokeExact(s.errno, fd, uid, gid));
    }

    static int fchownat(Scratch s, int dir, MemorySegment path, int uid, int gid, int flags) {
        return (int) again(s, () -> (int) FCHOWNAT.invokeExact(s.errno, dir, path, uid, gid, flags));
    }

    static int fchmod(Scratch s, int fd, int mode) {
        return (int) again(s, () -> (int) FCHMOD.invokeExact(s.errno, fd, mode));
    }

    static int fchmodat(Scratch s, int dir, MemorySegment path, int mode, int flags) {
        return (int) again(s, () -> (int) FCHMODAT.invokeExact(s.errno, dir, path, mode, flags));
    }

    static int linkat(Scratch s, int fromDir, MemorySegment from, int toDir, MemorySegment to, int flags) {
        return (int) again(s, () -> (int) LINKAT.invokeExact(s.errno, fromDir, from, toDir, to, flags));
    }

    static int symlinkat(Scratch s, MemorySegment target, int dir, MemorySegment path) {
        return (int) again(s, () -> (int) SYMLINKAT.invokeExact(s.errno, target, dir, path));
    }

    static int mkdirat(Scratch s, int dir, MemorySegment path, int mode) {
        return (int) again(s, () -> (int) MKDIRAT.invokeExact(s.errno, dir, path, mode));
    }

    static int mknodat(Scratch s, int dir, MemorySegment path, int mode, long device) {
        return (int) again(s, () -> (int) MKNODAT.invokeExact(s.errno, dir, path, mode, device));
    }

    static int unlinkat(Scratch s, int dir, MemorySegment path, int flags) {
        return (int) again(s, () -> (int) UNLINKAT.invokeExact(s.errno, dir, path, flags));
    }

    static int ftruncate(Scratch s, int fd, long size) {
        return (int) again(s, () -> (int) FTRUNCATE.invokeExact(s.errno, fd, size));
    }

    static int fadvise(Scratch s, int fd, long offset, long length, int advice) {
        return (int) again(s, () -> (int) FADVISE.invokeExact(s.errno, fd, offset, length, advice));
    }

    static int geteuid(Scratch s) {
        return (int) again(s, () -> (int) GETEUID.invokeExact(s.errno));
    }

    static long getdents64(Scratch s, int fd, MemorySegment into, long length) {
        return again(s, () -> (long) SYSCALL3.invokeExact(s.errno, SYS_GETDENTS64, fd, into, length));
    }

    /** {@code how} is a {@code struct open_how}: flags, mode, resolve, 8 bytes each. */
    static int openat2(Scratch s, int dir, MemorySegment path, MemorySegment how) {
        return (int) again(s, () -> (long) SYSCALL4.invokeExact(s.errno, SYS_OPENAT2, dir, path, how, 24L));
    }

    /** Not made again when interrupted: Linux has closed the descriptor by then. */
    static void close(Scratch s, int fd) {
        once(s, () -> (int) CLOSE.invokeExact(s.errno, fd));
    }

    /** Fills a struct passwd (or group) whose first member points to the name; empty when there is none. */
    static Optional<MemorySegment> accountName(Scratch s, boolean group, int id, MemorySegment strings) {
        MemorySegment struct = s.struct;
        MemorySegment result = s.path2;
        long r = once(
                s,
                () -> group
                        ? (int) GETGRGID.invokeExact(s.errno, id, struct, strings, strings.byteSize(), result)
                        : (int) GETPWUID.invokeExact(s.errno, id, struct, strings, strings.byteSize(), result));
        boolean found = r == 0 && result.get(JAVA_LONG, 0) != 0;
        return found ? Optional.of(struct.get(ADDRESS, 0)) : Optional.empty();
    }

    private static long again(Scratch s, Call call) {
        long r;
        do {
            r = once(s, call);
        } while (r == -Errno.EINTR);
        return r;
    }

    private static long once(Scratch s, Call call) {
        try {
            long r = call.make();
            return r == -1 ? -(int) ERRNO.get(s.errno, 0L) : r;
        } catch (Throwable t) {
            throw new IllegalStateException("bug: a downcall does not fit its descriptor", t);
        }
    }

    private static MethodHandle fixed(String name, MemoryLayout result, MemoryLayout... args) {
        return handle(name, result, args, Linker.Option.captureCallState("errno"));
    }

    private static MethodHandle variadic(String name, int first, MemoryLayout result, MemoryLayout... args) {
        return handle(
                name, result, args, Linker.Option.captureCallState("errno"), Linker.Option.firstVariadicArg(first));
    }

    @SuppressWarnings("restricted") // Signatures as in the manual pages.
    private static MethodHandle handle(
            String name, MemoryLayout result, MemoryLayout[] args, Linker.Option... options) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name), FunctionDescriptor.of(result, args), options);
    }

    private interface Call {
        long make() throws Throwable;
    }
}
