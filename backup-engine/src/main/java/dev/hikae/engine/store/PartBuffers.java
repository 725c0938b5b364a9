package dev.hikae.engine.store;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/** Buffers outside the heap, used again, because only the collector frees them. */
final class PartBuffers {
    private final int size;
    private final int kept;
    private final ArrayDeque<ByteBuffer> idle = new ArrayDeque<>();

    PartBuffers(int size, int kept) {
        this.size = size;
        this.kept = kept;
    }

    synchronized ByteBuffer take() {
        ByteBuffer buffer = idle.poll();
        return buffer == null ? ByteBuffer.allocateDirect(size) : buffer.clear();
    }

    synchronized void give(ByteBuffer buffer) {
        if (idle.size() < kept) {
            idle.push(buffer);
        }
    }
}
