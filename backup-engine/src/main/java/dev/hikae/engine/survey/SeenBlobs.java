package dev.hikae.engine.survey;

import dev.hikae.engine.pack.BlobId;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A number for each blob seen, off the heap: 12 bytes a slot, at most three quarters full, so 16 to 32 bytes a blob.
 *
 * <p>Blobs are told apart by 64 bits of their ids, which are keyed digests and so are random: good for figures, and for nothing else.
 * Not for several threads.
 */
final class SeenBlobs implements AutoCloseable {
    private static final ValueLayout.OfLong ID = ValueLayout.JAVA_LONG_UNALIGNED;
    private static final ValueLayout.OfInt NUMBER = ValueLayout.JAVA_INT_UNALIGNED;
    private static final int SLOT = 12;
    private static final int FIRST_SLOTS = 1 << 14;

    private Arena arena = Arena.ofShared();
    private long slots = FIRST_SLOTS;
    private MemorySegment table = arena.allocate(slots * SLOT);
    private long count;

    long count() {
        return count;
    }

    /** The slot of a blob; a new one has the number 0. Valid until the next call. */
    long slot(BlobId id) {
        if (4 * (count + 1) > 3 * slots) {
            grow();
        }
        long key = id.a() == 0 ? 1 : id.a();
        long at = find(key);
        if (table.get(ID, at * SLOT) == 0) {
            table.set(ID, at * SLOT, key);
            count++;
        }
        return at;
    }

    private long find(long key) {
        long at = key & slots - 1;
        long found = table.get(ID, at * SLOT);
        while (found != 0 && found != key) {
            at = at + 1 & slots - 1;
            found = table.get(ID, at * SLOT);
        }
        return at;
    }

    int number(long slot) {
        return table.get(NUMBER, slot * SLOT + Long.BYTES);
    }

    void number(long slot, int number) {
        table.set(NUMBER, slot * SLOT + Long.BYTES, number);
    }

    private void grow() {
        Arena before = arena;
        MemorySegment old = table;
        long oldSlots = slots;
        arena = Arena.ofShared();
        slots = 2 * oldSlots;
        table = arena.allocate(slots * SLOT);
        for (long i = 0; i < oldSlots; i++) {
            long key = old.get(ID, i * SLOT);
            if (key != 0) {
                long at = find(key);
                table.set(ID, at * SLOT, key);
                number(at, old.get(NUMBER, i * SLOT + Long.BYTES));
            }
        }
        before.close();
    }

    @Override
    public void close() {
        arena.close();
    }
}
