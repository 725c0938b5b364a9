package dev.hikae.engine.store;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/** Buffers outside the heap, used again, because only the collector frees them. */
public final class PartBuffers {
    private final int size;
    private final int kept;
    private final ArrayDeque<ByteBuffer> idle = new ArrayDeque<>();

    /** @param kept so many of them wait unused */
    public PartBuffers(int size, int kept) {
        this.size = size;
        this.kept = kept;
    }

    /** An empty one. */
    public synchronized ByteBuffer take() {
        ByteBuffer buffer = idle.poll();
        return buffer == null ? ByteBuffer.allocateDirect(size) : buffer.clear();
    }

    /** One that nobody uses any more. */
    public synchronized void give(ByteBuffer buffer) {
        if (idle.size() < kept) {
            idle.push(buffer);
        }
    }
}
