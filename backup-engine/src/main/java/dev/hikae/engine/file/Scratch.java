package dev.hikae.engine.file;

import dev.hikae.engine.RawPath;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Native memory that one call sequence borrows: errno, two paths, a struct and a data buffer.
 *
 * <p>Borrowed from a pool rather than bound to threads, so that thousands of virtual threads hold no more of it than
 * calls run at once. It lives as long as the process, because a segment that can end costs a check in every call.
 *
 * <p>What every entry of a walk needs is also there as a buffer: until the just-in-time compiler has come round, and
 * a short backup is over before that, a buffer is reached many times faster than a segment.
 */
final class Scratch implements AutoCloseable {
    static final int PATH_BYTES = 4096;
    static final int DATA_BYTES = 64 * 1024;

    private static final int STRUCT_BYTES = 256;

    private static final AtomicReference<@Nullable Scratch> FIRST = new AtomicReference<>();
    private static final ConcurrentLinkedQueue<Scratch> OTHERS = new ConcurrentLinkedQueue<>();

    final MemorySegment errno = Arena.global().allocate(Libc.STATE);
    final MemorySegment path = Arena.global().allocate(PATH_BYTES);
    final MemorySegment path2 = Arena.global().allocate(PATH_BYTES);
    final MemorySegment struct = Arena.global().allocate(STRUCT_BYTES, 8);
    final MemorySegment data = Arena.global().allocate(DATA_BYTES, 8);
    final LongBuffer structLongs =
            struct.asByteBuffer().order(ByteOrder.nativeOrder()).asLongBuffer();
    final ByteBuffer dataBytes = data.asByteBuffer();

    /** As large as {@link #data}, on the heap. */
    final byte[] bytes = new byte[DATA_BYTES];

    private final ByteBuffer pathBytes = path.asByteBuffer();
    private final ByteBuffer path2Bytes = path2.asByteBuffer();

    private Scratch() {}

    static Scratch take() {
        @Nullable Scratch pooled = FIRST.getAndSet(null);
        pooled = pooled == null ? OTHERS.poll() : pooled;
        return pooled == null ? new Scratch() : pooled;
    }

    /** The path with its terminating zero; a name that holds a zero or is too long is no name on Linux. */
    MemorySegment path(RawPath name) throws LinuxException {
        put(pathBytes, name);
        return path;
    }

    MemorySegment path2(RawPath name) throws LinuxException {
        put(path2Bytes, name);
        return path2;
    }

    MemorySegment path(String ascii) throws LinuxException {
        return path(RawPath.ofBytes(ascii.getBytes(StandardCharsets.US_ASCII)));
    }

    /** The path that stands for a descriptor itself. */
    MemorySegment emptyPath() {
        pathBytes.put(0, (byte) 0);
        return path;
    }

    private static void put(ByteBuffer into, RawPath name) throws LinuxException {
        if (name.length() >= PATH_BYTES) {
            throw new LinuxException("path", Errno.ENAMETOOLONG);
        }
        if (name.contains((byte) 0)) {
            throw new LinuxException("path", Errno.EINVAL);
        }
        into.put(name.copyTo(into, 0), (byte) 0);
    }

    @Override
    public void close() {
        if (!FIRST.compareAndSet(null, this)) {
            OTHERS.add(this);
        }
    }
}
