package dev.hikae.engine.index;

import dev.hikae.engine.pack.BlobId;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The first 16 bytes of the blob ids that a session stores: an open-addressed table off the heap, and beyond a bound sorted
 * files. Exact, whatever the number. Guarded by itself.
 */
final class ClaimTable {
    private static final int WIDTH = 16;
    private static final int FIRST = 1 << 10;
    /** Slots of the largest table: 32 MiB. */
    static final int LARGEST = 2 << 20;

    private final SegmentFolder folder;
    private final int largest;
    private final List<ClaimRun> runs = new ArrayList<>();
    private ByteBuffer table = slots(FIRST);
    private int count;

    ClaimTable(SegmentFolder folder) {
        this(folder, LARGEST);
    }

    /** @param largest number of slots before ids go into a file; a power of two */
    ClaimTable(SegmentFolder folder, int largest) {
        this.folder = folder;
        this.largest = largest;
    }

    /** Zeroed, and freed when nobody refers to it. */
    private static ByteBuffer slots(int count) {
        return Arena.ofAuto().allocate((long) count * WIDTH, Long.BYTES).asByteBuffer();
    }

    /** True when it was not there yet. */
    synchronized boolean add(BlobId id) {
        long low = low(id);
        if (table.getLong(slot(table, id.a(), low) + 8) != 0 || isInRun(id.a(), low)) {
            return false;
        }
        if (4L * (count + 1) > 3L * table.capacity() / WIDTH) {
            grow();
        }
        int at = slot(table, id.a(), low);
        table.putLong(at, id.a()).putLong(at + 8, low);
        count++;
        return true;
    }

    private boolean isInRun(long high, long low) {
        for (int i = 0; i < runs.size(); i++) {
            if (runs.get(i).holds(high, low)) {
                return true;
            }
        }
        return false;
    }

    /** Zero marks a free slot; an id whose second part is zero is filed under 1, of 2^64 no loss. */
    private static long low(BlobId id) {
        return id.b() == 0 ? 1 : id.b();
    }

    /** Where the id is or would go. */
    private static int slot(ByteBuffer table, long high, long low) {
        int mask = table.capacity() / WIDTH - 1;
        int at = (int) (high ^ (high >>> 32)) & mask;
        while (true) {
            long there = table.getLong(at * WIDTH + 8);
            if (there == 0 || (there == low && table.getLong(at * WIDTH) == high)) {
                return at * WIDTH;
            }
            at = at + 1 & mask;
        }
    }

    private void grow() {
        if (table.capacity() / WIDTH >= largest) {
            spill();
            return;
        }
        ByteBuffer wider = slots(2 * table.capacity() / WIDTH);
        for (int i = 0; i < table.capacity(); i += WIDTH) {
            long low = table.getLong(i + 8);
            if (low != 0) {
                int at = slot(wider, table.getLong(i), low);
                wider.putLong(at, table.getLong(i)).putLong(at + 8, low);
            }
        }
        table = wider;
    }

    /** Moves all ids into a sorted file. */
    private void spill() {
        int end = 0;
        for (int i = 0; i < table.capacity(); i += WIDTH) {
            if (table.getLong(i + 8) != 0) {
                table.putLong(end, table.getLong(i)).putLong(end + 8, table.getLong(i + 8));
                end += WIDTH;
            }
        }
        sort(0, count - 1);
        runs.add(folder.scratch(file -> run(file)));
        for (int i = 0; i < table.capacity(); i += Long.BYTES) {
            table.putLong(i, 0);
        }
        count = 0;
    }

    private ClaimRun run(SegmentFolder.NewFile file) throws IOException {
        long blocks = Filter.blocks(count);
        var out = new Out(file::append);
        var filter = new Filter.Writer(out, blocks);
        for (int i = 0; i < count; i++) {
            filter.add(table.getLong(i * WIDTH), table.getLong(i * WIDTH + 8));
        }
        filter.finish();
        for (int i = 0; i < count; i++) {
            out.putLong(table.getLong(i * WIDTH));
            out.putLong(table.getLong(i * WIDTH + 8));
        }
        out.flush();
        return new ClaimRun(
                MappedBytes.map(file.channel(), blocks * Filter.BLOCK + (long) count * WIDTH), blocks, count);
    }

    /** Quicksort in place: ids are random, so the middle is a good pivot; the shorter side recurses. */
    private void sort(int from, int to) {
        int low = from;
        int high = to;
        while (low < high) {
            int middle = partition(low, high);
            if (middle - low < high - middle) {
                sort(low, middle);
                low = middle + 1;
            } else {
                sort(middle + 1, high);
                high = middle;
            }
        }
    }

    private int partition(int from, int to) {
        int middle = (from + to) >>> 1;
        long high = table.getLong(middle * WIDTH);
        long low = table.getLong(middle * WIDTH + 8);
        int i = from - 1;
        int j = to + 1;
        while (true) {
            do {
                i++;
            } while (compare(i, high, low) < 0);
            do {
                j--;
            } while (compare(j, high, low) > 0);
            if (i >= j) {
                return j;
            }
            swap(i * WIDTH, j * WIDTH);
        }
    }

    private int compare(int i, long high, long low) {
        int r = Long.compareUnsigned(table.getLong(i * WIDTH), high);
        return r != 0 ? r : Long.compareUnsigned(table.getLong(i * WIDTH + 8), low);
    }

    private void swap(int a, int b) {
        long high = table.getLong(a);
        long low = table.getLong(a + 8);
        table.putLong(a, table.getLong(b)).putLong(a + 8, table.getLong(b + 8));
        table.putLong(b, high).putLong(b + 8, low);
    }
}
