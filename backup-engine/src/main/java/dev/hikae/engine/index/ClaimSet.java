package dev.hikae.engine.index;

import dev.hikae.engine.pack.BlobId;

/** The first 16 bytes of blob ids in an open-addressed table: 16 bytes an id, no objects. Guarded by itself. */
final class ClaimSet {
    private long[] table = new long[2 << 10];
    private int count;

    /** True when it was not there yet. */
    synchronized boolean add(BlobId id) {
        if (3 * (count + 1) > table.length) {
            grow();
        }
        boolean added = insert(table, id.a(), low(id));
        count += added ? 1 : 0;
        return added;
    }

    synchronized boolean contains(BlobId id) {
        int at = slot(table, id.a(), low(id));
        return table[at + 1] != 0;
    }

    /** Zero marks a free slot; an id whose second part is zero is filed under 1, of 2^64 no loss. */
    private static long low(BlobId id) {
        return id.b() == 0 ? 1 : id.b();
    }

    private static boolean insert(long[] table, long high, long low) {
        int at = slot(table, high, low);
        if (table[at + 1] != 0) {
            return false;
        }
        table[at] = high;
        table[at + 1] = low;
        return true;
    }

    /** Where the id is or would go. */
    private static int slot(long[] table, long high, long low) {
        int mask = table.length - 1;
        int at = (int) (high ^ (high >>> 32)) << 1 & mask;
        while (table[at + 1] != 0 && (table[at] != high || table[at + 1] != low)) {
            at = at + 2 & mask;
        }
        return at;
    }

    private void grow() {
        long[] wider = new long[2 * table.length];
        for (int i = 0; i < table.length; i += 2) {
            if (table[i + 1] != 0) {
                insert(wider, table[i], table[i + 1]);
            }
        }
        table = wider;
    }
}
