package dev.hikae.engine.check;

import dev.hikae.engine.pack.BlobId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Pages found whole with everything below them, each with the set of what it all needs. About 40 bytes a page: ids by their
 * first 16 bytes in an open-addressed table, and few different sets, which pages share. Not for several threads.
 */
final class PageMemory {
    /** Pages whose set would be one more are forgotten, and looked at again when they are met again. */
    private static final int MOST_SETS = 64 << 10;

    private long[] ids = new long[2 << 10];
    /** Number of the set plus one; 0 marks a free slot. */
    private int[] values = new int[1 << 10];

    private int count;
    private final List<BitSet> sets = new ArrayList<>();
    private final Map<BitSet, Integer> numbers = new HashMap<>();

    /** The set remembered with a page; not to be changed. */
    Optional<BitSet> find(BlobId page) {
        int value = values[slot(ids, values, page.a(), page.b())];
        return value == 0 ? Optional.empty() : Optional.of(sets.get(value - 1));
    }

    /** Remembers a page; one that is known gets the new set. */
    void put(BlobId page, BitSet needs) {
        Integer number = numbers.get(needs);
        if (number == null) {
            if (sets.size() == MOST_SETS) {
                return;
            }
            number = sets.size();
            BitSet kept = (BitSet) needs.clone();
            sets.add(kept);
            numbers.put(kept, number);
        }
        if (2 * (count + 1) > values.length) {
            grow();
        }
        int at = slot(ids, values, page.a(), page.b());
        count += values[at] == 0 ? 1 : 0;
        set(ids, values, at, page.a(), page.b(), number + 1);
    }

    private static void set(long[] ids, int[] values, int at, long high, long low, int value) {
        ids[2 * at] = high;
        ids[2 * at + 1] = low;
        values[at] = value;
    }

    /** Where the id is or would go. */
    private static int slot(long[] ids, int[] values, long high, long low) {
        int mask = values.length - 1;
        int at = (int) (high ^ (high >>> 32)) & mask;
        while (values[at] != 0 && (ids[2 * at] != high || ids[2 * at + 1] != low)) {
            at = at + 1 & mask;
        }
        return at;
    }

    private void grow() {
        long[] wider = new long[2 * ids.length];
        int[] wide = new int[2 * values.length];
        for (int i = 0; i < values.length; i++) {
            if (values[i] != 0) {
                int at = slot(wider, wide, ids[2 * i], ids[2 * i + 1]);
                set(wider, wide, at, ids[2 * i], ids[2 * i + 1], values[i]);
            }
        }
        ids = wider;
        values = wide;
    }
}
