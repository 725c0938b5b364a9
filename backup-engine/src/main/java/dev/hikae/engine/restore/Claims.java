package dev.hikae.engine.restore;

import dev.hikae.engine.file.TargetDirectory.FileId;

/**
 * Which inodes of one directory this restore has given to an entry: sixteen bytes each, since a directory may hold
 * millions. Not for several threads.
 */
final class Claims {
    private static final int LEAST = 16;
    private static final long MIX = 0x9e3779b97f4a7c15L;

    private long[] table = new long[0];
    private int count;

    /** False when it was there. */
    boolean add(FileId id) {
        if (2 * count >= table.length) {
            grow();
        }
        long key = key(id);
        int at = slot(table, key);
        if (table[at] == key) {
            return false;
        }
        table[at] = key;
        count++;
        return true;
    }

    boolean contains(FileId id) {
        return count > 0 && table[slot(table, key(id))] == key(id);
    }

    private void grow() {
        long[] larger = new long[Math.max(LEAST, 2 * table.length)];
        for (long key : table) {
            if (key != 0) {
                larger[slot(larger, key)] = key;
            }
        }
        table = larger;
    }

    /** Nearly always the device is that of the directory. Zero stands for an empty place. */
    private static long key(FileId id) {
        long key = id.inode() ^ id.device() * MIX;
        return key == 0 ? MIX : key;
    }

    private static int slot(long[] in, long key) {
        int at = (int) (key * MIX >>> 32) & in.length - 1;
        while (in[at] != 0 && in[at] != key) {
            at = at + 1 & in.length - 1;
        }
        return at;
    }
}
