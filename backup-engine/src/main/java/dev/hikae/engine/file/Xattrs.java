package dev.hikae.engine.file;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.hikae.engine.Entry.Xattr;
import dev.hikae.engine.RawPath;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Extended attributes of an open file, or of a name below an open directory.
 *
 * <p>There is no {@code *xattrat} on older kernels: a name is reached as {@code /proc/self/fd/N/name} with the
 * calls that do not follow its last component, so symbolic links, fifos and devices are served without opening them.
 */
final class Xattrs {
    private Xattrs() {}

    static List<Xattr> of(Descriptor file) throws LinuxException {
        try (Scratch s = Scratch.take()) {
            return read(s, new Calls() {
                @Override
                public long list(MemorySegment into, long length) {
                    return Libc.flistxattr(s, file.number(), into, length);
                }

                @Override
                public long get(MemorySegment name, MemorySegment into, long length) {
                    return Libc.fgetxattr(s, file.number(), name, into, length);
                }
            });
        }
    }

    static List<Xattr> at(Descriptor directory, RawPath name) throws LinuxException {
        try (Scratch s = Scratch.take()) {
            MemorySegment path = s.path2(below(directory, name));
            return read(s, new Calls() {
                @Override
                public long list(MemorySegment into, long length) {
                    return Libc.llistxattr(s, path, into, length);
                }

                @Override
                public long get(MemorySegment name, MemorySegment into, long length) {
                    return Libc.lgetxattr(s, path, name, into, length);
                }
            });
        }
    }

    static void set(Descriptor file, Xattr xattr) throws LinuxException {
        try (Scratch s = Scratch.take()) {
            MemorySegment value = value(s, xattr);
            Descriptor.check(
                    "fsetxattr",
                    Libc.fsetxattr(
                            s,
                            file.number(),
                            s.path(xattr.name()),
                            value,
                            xattr.value().length(),
                            0));
        }
    }

    static void setAt(Descriptor directory, RawPath name, Xattr xattr) throws LinuxException {
        try (Scratch s = Scratch.take()) {
            MemorySegment value = value(s, xattr);
            MemorySegment path = s.path2(below(directory, name));
            Descriptor.check(
                    "lsetxattr",
                    Libc.lsetxattr(
                            s, path, s.path(xattr.name()), value, xattr.value().length(), 0));
        }
    }

    static void remove(Descriptor file, RawPath name) throws LinuxException {
        try (Scratch s = Scratch.take()) {
            Descriptor.check("fremovexattr", Libc.fremovexattr(s, file.number(), s.path(name)));
        }
    }

    static void removeAt(Descriptor directory, RawPath name, RawPath xattr) throws LinuxException {
        try (Scratch s = Scratch.take()) {
            MemorySegment path = s.path2(below(directory, name));
            Descriptor.check("lremovexattr", Libc.lremovexattr(s, path, s.path(xattr)));
        }
    }

    private static RawPath below(Descriptor directory, RawPath name) {
        if (directory == Descriptor.WORKING_DIRECTORY) {
            return name;
        }
        return RawPath.of("/proc/self/fd/" + directory.number()).resolve(name);
    }

    /** Linux allows no value above 64 KiB. */
    private static MemorySegment value(Scratch s, Xattr xattr) throws LinuxException {
        byte[] bytes = xattr.value().toBytes();
        if (bytes.length > Scratch.DATA_BYTES) {
            throw new LinuxException("setxattr", Errno.ERANGE);
        }
        MemorySegment.copy(bytes, 0, s.data, JAVA_BYTE, 0, bytes.length);
        return s.data;
    }

    private static List<Xattr> read(Scratch s, Calls calls) throws LinuxException {
        long listed = calls.list(s.data, Scratch.DATA_BYTES);
        if (listed == 0 || listed == -Errno.EOPNOTSUPP) {
            return List.of();
        }
        byte[] names = s.data.asSlice(0, Descriptor.check("listxattr", listed)).toArray(JAVA_BYTE);
        var found = new ArrayList<Xattr>();
        for (int from = 0, to; from < names.length; from = to + 1) {
            to = from;
            while (to < names.length && names[to] != 0) {
                to++;
            }
            readOne(s, calls, RawPath.ofBytes(java.util.Arrays.copyOfRange(names, from, to)), found);
        }
        found.sort(Comparator.comparing(Xattr::name));
        return found;
    }

    /** One that vanished meanwhile, or that this file system lists but does not give, is left out. */
    private static void readOne(Scratch s, Calls calls, RawPath name, List<Xattr> into) throws LinuxException {
        long n = calls.get(s.path(name), s.data, Scratch.DATA_BYTES);
        if (n == -Errno.ENODATA || n == -Errno.EOPNOTSUPP) {
            return;
        }
        Descriptor.check("getxattr " + name, n);
        into.add(new Xattr(name, RawPath.ofBytes(s.data.asSlice(0, n).toArray(JAVA_BYTE))));
    }

    private interface Calls {
        long list(MemorySegment into, long length);

        long get(MemorySegment name, MemorySegment into, long length);
    }
}
