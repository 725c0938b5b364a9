package dev.hikae.engine.file;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.hikae.engine.RawPath;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.ArrayBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Native memory that one call sequence borrows: errno, two paths, a struct and a data buffer.
 *
 * <p>Borrowed from a small pool rather than bound to threads, so that thousands of virtual threads hold
 * no more of it than calls run at once.
 */
final class Scratch implements AutoCloseable {
    static final int PATH_BYTES = 4096;
    static final int DATA_BYTES = 64 * 1024;

    private static final ArrayBlockingQueue<Scratch> POOL = new ArrayBlockingQueue<>(16);

    final MemorySegment errno;
    final MemorySegment path;
    final MemorySegment path2;
    final MemorySegment struct;
    final MemorySegment data;
    private final Arena arena;

    private Scratch() {
        arena = Arena.ofShared();
        errno = arena.allocate(Libc.STATE);
        path = arena.allocate(PATH_BYTES);
        path2 = arena.allocate(PATH_BYTES);
        struct = arena.allocate(256, 8);
        data = arena.allocate(DATA_BYTES, 8);
    }

    static Scratch take() {
        @Nullable Scratch pooled = POOL.poll();
        return pooled == null ? new Scratch() : pooled;
    }

    /** The path with its terminating zero; a name that holds a zero or is too long is no name on Linux. */
    MemorySegment path(RawPath name) throws LinuxException {
        return put(path, name.toBytes());
    }

    MemorySegment path2(RawPath name) throws LinuxException {
        return put(path2, name.toBytes());
    }

    MemorySegment path(String ascii) throws LinuxException {
        return put(path, ascii.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }

    private static MemorySegment put(MemorySegment into, byte[] bytes) throws LinuxException {
        if (bytes.length >= PATH_BYTES) {
            throw new LinuxException("path", Errno.ENAMETOOLONG);
        }
        for (byte b : bytes) {
            if (b == 0) {
                throw new LinuxException("path", Errno.EINVAL);
            }
        }
        MemorySegment.copy(bytes, 0, into, JAVA_BYTE, 0, bytes.length);
        into.set(JAVA_BYTE, bytes.length, (byte) 0);
        return into;
    }

    @Override
    public void close() {
        if (!POOL.offer(this)) {
            arena.close();
        }
    }
}
