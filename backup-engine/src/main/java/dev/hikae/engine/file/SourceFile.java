package dev.hikae.engine.file;

import java.nio.ByteBuffer;

/** An open regular file, read once from front to back. For one thread. */
public interface SourceFile extends AutoCloseable {
    /**
     * Length of the hole at the position, 0 where data begins there. A file's tail may be a hole. Moves the position past the hole.
     */
    long skipHole();

    /**
     * Reads data up to the next hole, moves the position.
     *
     * @return bytes read, at least 1 unless {@code length} is 0; 0 where a hole begins; -1 at the end
     */
    int read(byte[] into, int offset, int length);

    /** The same from the buffer's position on, which moves; into a direct buffer nothing is copied. */
    int read(ByteBuffer into);

    /**
     * Whether size, mtime or ctime differ now from what the walk saw: the content read may be torn. Asked last, since it
     * also settles what {@link SourceEntry#entry()} tells.
     */
    boolean changedSinceListed();

    @Override
    void close();
}
