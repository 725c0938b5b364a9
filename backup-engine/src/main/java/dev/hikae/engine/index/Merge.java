package dev.hikae.engine.index;

import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.pack.Frame;
import dev.hikae.engine.pack.PackInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Several tables made into one, in memory of a few bytes a pack: packs by name, each once; records by id. What comes out
 * depends on what went in only, not on its order, as long as a pack's frames and records are the same wherever it is listed.
 */
final class Merge {
    private final List<Input> inputs;
    /** By input and its pack: the number in the result, -1 when left out. */
    private final int[][] numbers;
    /** By input: packs whose frames and records are taken from there. */
    private final BitSet[] taken;
    /** Packs of the result: input and number there. */
    private final long[] packs;

    private final long frames;
    private final long records;

    /**
     * A table to merge.
     *
     * @param kept packs that are wanted
     */
    record Input(IndexTable table, BitSet kept) {
        static Input all(IndexTable table) {
            var every = new BitSet();
            every.set(0, table.packs());
            return new Input(table, every);
        }
    }

    /** Hears of every record of the result, in order. */
    interface Ids {
        Ids NONE = (high, low) -> {};

        void next(long high, long low) throws IOException;
    }

    Merge(List<Input> inputs) {
        this.inputs = List.copyOf(inputs);
        this.numbers = new int[inputs.size()][];
        this.taken = new BitSet[inputs.size()];
        this.packs = number(sorted());
        long frameCount = 0;
        for (long pack : packs) {
            frameCount += table(pack).framesOf((int) pack);
        }
        this.frames = frameCount;
        this.records = countRecords();
        if (records > Integer.MAX_VALUE || frames > 0xffff_ffffL) {
            throw new IllegalStateException("bug: more than 2^31 records in one table");
        }
    }

    private IndexTable table(long pack) {
        return inputs.get((int) (pack >>> 32)).table();
    }

    /** All wanted packs by name; of one name the first input's first. */
    private Long[] sorted() {
        int count = inputs.stream().mapToInt(i -> i.kept().cardinality()).sum();
        Long[] all = new Long[count];
        int next = 0;
        for (int i = 0; i < inputs.size(); i++) {
            BitSet kept = inputs.get(i).kept();
            for (int pack = kept.nextSetBit(0); pack >= 0; pack = kept.nextSetBit(pack + 1)) {
                all[next++] = ((long) i << 32) | pack;
            }
        }
        Arrays.sort(all, this::byName);
        return all;
    }

    private int byName(long a, long b) {
        int r = Long.compareUnsigned(table(a).packHigh((int) a), table(b).packHigh((int) b));
        r = r != 0 ? r : Long.compareUnsigned(table(a).packLow((int) a), table(b).packLow((int) b));
        return r != 0 ? r : Long.compare(a, b);
    }

    private boolean sameName(long a, long b) {
        return table(a).packHigh((int) a) == table(b).packHigh((int) b)
                && table(a).packLow((int) a) == table(b).packLow((int) b);
    }

    private long[] number(Long[] sorted) {
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = new int[inputs.get(i).table().packs()];
            Arrays.fill(numbers[i], -1);
            taken[i] = new BitSet();
        }
        long[] result = new long[sorted.length];
        int count = 0;
        for (long pack : sorted) {
            if (count == 0 || !sameName(result[count - 1], pack)) {
                result[count++] = pack;
                taken[(int) (pack >>> 32)].set((int) pack);
            }
            numbers[(int) (pack >>> 32)][(int) pack] = count - 1;
        }
        return Arrays.copyOf(result, count);
    }

    private long countRecords() {
        long count = 0;
        for (int i = 0; i < taken.length; i++) {
            IndexTable table = inputs.get(i).table();
            if (taken[i].cardinality() == table.packs()) {
                count += table.records();
            } else if (!taken[i].isEmpty()) {
                for (int record = 0; record < table.records(); record++) {
                    count += taken[i].get(table.recordPack(record)) ? 1 : 0;
                }
            }
        }
        return count;
    }

    /** Number in the result of an input's pack; -1 when it is left out. */
    int number(int input, int pack) {
        return numbers[input][pack];
    }

    int packs() {
        return packs.length;
    }

    int records() {
        return (int) records;
    }

    /** Bytes of the result. */
    long length() {
        return IndexTable.HEAD
                + (long) packs.length * IndexTable.PACK
                + frames * Frame.LENGTH
                + records * IndexTable.RECORD;
    }

    /** Writes the result and flushes. */
    void write(Out out, Ids ids) throws IOException {
        out.putInt(packs.length);
        out.putInt((int) frames);
        out.putInt((int) records);
        long first = 0;
        for (long pack : packs) {
            PackInfo info = table(pack).pack((int) pack);
            int count = table(pack).framesOf((int) pack);
            put(out, info.id());
            out.put(IndexTable.kindOf(info));
            out.putLong(info.size());
            out.putInt(info.crc32c());
            put(out, info.digest().value());
            out.putInt((int) first);
            out.putInt(count);
            first += count;
        }
        for (long pack : packs) {
            table(pack).frames((int) pack, out);
        }
        records(out, ids);
        out.flush();
    }

    private static void put(Out out, byte[] bytes) throws IOException {
        out.put(ByteBuffer.wrap(bytes));
    }

    /** The heap's root is the next one. */
    private void records(Out out, Ids ids) throws IOException {
        Cursor[] heap = new Cursor[inputs.size()];
        int size = 0;
        for (int i = 0; i < heap.length; i++) {
            var cursor = new Cursor(inputs.get(i).table(), numbers[i], taken[i]);
            if (cursor.next()) {
                heap[size++] = cursor;
            }
        }
        for (int i = size / 2 - 1; i >= 0; i--) {
            sink(heap, size, i);
        }
        while (size > 0) {
            Cursor least = heap[0];
            ids.next(least.high, least.low);
            least.write(out);
            if (!least.next()) {
                heap[0] = heap[--size];
            }
            sink(heap, size, 0);
        }
    }

    private static void sink(Cursor[] heap, int size, int from) {
        int at = from;
        while (2 * at + 1 < size) {
            int child = 2 * at + 1;
            if (child + 1 < size && heap[child + 1].isBefore(heap[child])) {
                child++;
            }
            if (!heap[child].isBefore(heap[at])) {
                return;
            }
            Cursor moved = heap[at];
            heap[at] = heap[child];
            heap[child] = moved;
            at = child;
        }
    }

    /** The next record of one table. */
    private static final class Cursor {
        private final IndexTable table;
        private final int[] numbers;
        private final BitSet taken;
        private int record = -1;
        private int pack;
        private long high;
        private long low;

        Cursor(IndexTable table, int[] numbers, BitSet taken) {
            this.table = table;
            this.numbers = numbers;
            this.taken = taken;
        }

        boolean next() {
            while (++record < table.records()) {
                int old = table.recordPack(record);
                if (old < 0 || old >= numbers.length) {
                    throw new FormatException("names a pack that it does not list");
                }
                if (taken.get(old)) {
                    pack = numbers[old];
                    high = table.high(record);
                    low = table.low(record);
                    return true;
                }
            }
            return false;
        }

        boolean isBefore(Cursor other) {
            int r = Long.compareUnsigned(high, other.high);
            r = r != 0 ? r : Long.compareUnsigned(low, other.low);
            return r != 0 ? r < 0 : pack < other.pack;
        }

        void write(Out out) throws IOException {
            out.putLong(high);
            out.putLong(low);
            out.putInt(pack);
            out.putInt(table.recordFrame(record));
            out.putInt(table.recordOffset(record));
            out.putInt(table.recordLength(record));
        }
    }
}
