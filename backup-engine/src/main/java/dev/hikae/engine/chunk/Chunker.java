package dev.hikae.engine.chunk;

import java.lang.foreign.MemorySegment;

/**
 * Decides where the chunks of a file end. Holds no state between calls, so one instance serves any number of files and threads.
 */
public interface Chunker {
    /** No chunk is longer; give {@link #cut} at least this much unless the content ends before. */
    int maxSize();

    /** Content up to this length is always one chunk. */
    int minSize();

    /**
     * Length of the first chunk of {@code data[from, to)}.
     *
     * <p>Where fewer than {@link #maxSize()} bytes are given, {@code to} is taken as the content's end.
     *
     * @return 1 to {@code min(maxSize(), to - from)}
     */
    int cut(byte[] data, int from, int to);

    /** As {@link #cut(byte[], int, int)}, of memory off the heap or on it. */
    long cut(MemorySegment data, long from, long to);
}
