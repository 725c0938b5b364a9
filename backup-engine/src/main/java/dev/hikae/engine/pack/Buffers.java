package dev.hikae.engine.pack;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A fixed number of equal buffers, made when first needed: what bounds the bytes in flight. */
final class Buffers {
    private final int size;
    private final AtomicInteger unmade;
    private final ArrayBlockingQueue<byte[]> free;

    Buffers(int size, int count) {
        this.size = size;
        this.unmade = new AtomicInteger(count);
        this.free = new ArrayBlockingQueue<>(count);
    }

    /** Waits until one is free. */
    byte[] take() throws InterruptedException {
        byte[] ready = free.poll();
        if (ready != null) {
            return ready;
        }
        return unmade.getAndUpdate(n -> n > 0 ? n - 1 : 0) > 0 ? new byte[size] : free.take();
    }

    void give(byte[] buffer) {
        free.add(buffer);
    }
}
