package dev.hikae.engine.pack;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Byte arrays for content in flight, used again and again. All of them together never hold more bytes than the
 * budget: whoever wants more waits, and that is what slows a reader down to the pace of the workers.
 *
 * <p>Lengths are powers of two. A longer array than asked for is better than a new one: memory that is used again
 * costs neither zeroing nor collection.
 */
final class Buffers {
    private static final int SHORTEST = 64 << 10;

    private final int budget;
    private final List<Deque<byte[]>> free = new ArrayList<>();
    private int made;

    /** @param budget in bytes; at least the longest array that will be asked for, rounded up to a power of two */
    Buffers(int budget) {
        this.budget = budget;
        for (int i = 0; i < Integer.SIZE; i++) {
            free.add(new ArrayDeque<>());
        }
    }

    /** An array of at least this length, with any content. Waits until there is room. */
    synchronized byte[] take(int length) throws InterruptedException {
        int size = size(length);
        if (size > budget) {
            throw new IllegalArgumentException("bug: a buffer of " + length + " bytes is beyond the budget " + budget);
        }
        while (true) {
            for (int place = place(size); place < free.size(); place++) {
                if (!free.get(place).isEmpty()) {
                    return free.get(place).pop();
                }
            }
            if (made + size <= budget || dropped(size)) {
                made += size;
                return new byte[size];
            }
            wait();
        }
    }

    /** Forgets unused, shorter arrays until one of this size may be made; false when that was not enough. */
    private boolean dropped(int size) {
        for (Deque<byte[]> others : free) {
            while (!others.isEmpty() && made + size > budget) {
                made -= others.pop().length;
            }
        }
        return made + size <= budget;
    }

    synchronized void give(byte[] buffer) {
        free.get(place(buffer.length)).push(buffer);
        notifyAll();
    }

    static int size(int length) {
        return Math.max(SHORTEST, Integer.highestOneBit(Math.max(length, 1) * 2 - 1));
    }

    private static int place(int size) {
        return Integer.numberOfTrailingZeros(size);
    }
}
