package dev.hikae.engine.file;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.hikae.engine.RawPath;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The names of one directory in unsigned byte order.
 *
 * <p>The bytes of a large directory lie outside the heap, one int per name inside it: a million names cost 8 MB of heap
 * while they are sorted, 4 MB after.
 */
final class SortedNames implements AutoCloseable {
    private static final int FIRST_CAPACITY = 1024;
    private static final int HEAP_CAPACITY = 256 * 1024;
    private static final int RECORD_LENGTH_OFFSET = 16;
    private static final int NAME_OFFSET = 19;
    private static final int LENGTH_BYTES = 2;
    private static final long MOST_BYTES = 1L << 32;

    private byte[] heap = new byte[FIRST_CAPACITY];
    private @Nullable Spilled spilled;
    private long used;
    private int[] starts = new int[16];
    private int count;
    private int next;

    private record Spilled(Arena arena, MemorySegment bytes) {}

    /** Reads all names of an open directory, without {@code .} and {@code ..}. */
    static SortedNames of(Descriptor directory) throws LinuxException {
        var names = new SortedNames();
        try (Scratch s = Scratch.take()) {
            int n;
            while ((n = read(s, directory)) > 0) {
                names.addAll(s.bytes, n);
            }
        } catch (LinuxException | RuntimeException e) {
            names.close();
            throw e;
        }
        names.sort();
        return names;
    }

    private static int read(Scratch s, Descriptor directory) throws LinuxException {
        long n = Libc.getdents64(s, directory.number(), s.data, Scratch.DATA_BYTES);
        int length = (int) Descriptor.check("getdents64", n);
        s.dataBytes.get(0, s.bytes, 0, length);
        return length;
    }

    static SortedNames none() {
        return new SortedNames();
    }

    int count() {
        return count;
    }

    boolean hasNext() {
        return next < count;
    }

    RawPath next() {
        if (next >= count) {
            throw new NoSuchElementException("bug: read past the last name");
        }
        return at(next++);
    }

    private RawPath at(int index) {
        long from = (starts[index] & 0xffff_ffffL) + LENGTH_BYTES;
        int length = length(from - LENGTH_BYTES);
        return spilled == null
                ? RawPath.ofBytes(heap, (int) from, (int) from + length)
                : RawPath.ofBytes(spilled.bytes().asSlice(from, length).toArray(JAVA_BYTE));
    }

    boolean contains(RawPath name) {
        int low = 0;
        int high = count - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = at(middle).compareTo(name);
            if (order == 0) {
                return true;
            }
            low = order < 0 ? middle + 1 : low;
            high = order < 0 ? high : middle - 1;
        }
        return false;
    }

    /** Keeps only those of these names that are there; whether others were. */
    boolean keep(List<RawPath> wanted) {
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (wanted.contains(at(i))) {
                starts[kept++] = starts[i];
            }
        }
        boolean others = kept < count;
        count = kept;
        return others;
    }

    /** Takes the records of {@code struct linux_dirent64}. */
    private void addAll(byte[] dents, int n) throws LinuxException {
        int at = 0;
        while (at < n) {
            int name = at + NAME_OFFSET;
            int end = name;
            while (dents[end] != 0) {
                end++;
            }
            if (!isDots(dents, name, end - name)) {
                add(dents, name, end - name);
            }
            at += (dents[at + RECORD_LENGTH_OFFSET] & 0xff) | (dents[at + RECORD_LENGTH_OFFSET + 1] & 0xff) << 8;
        }
    }

    private static boolean isDots(byte[] dents, int name, int length) {
        return dents[name] == '.' && (length == 1 || (length == 2 && dents[name + 1] == '.'));
    }

    /** Two length bytes, then the name: some file systems allow more than 255. */
    private void add(byte[] dents, int name, int length) throws LinuxException {
        makeRoom(length + LENGTH_BYTES);
        if (count == starts.length) {
            starts = Arrays.copyOf(starts, count * 2);
        }
        starts[count++] = (int) used;
        if (spilled == null) {
            heap[(int) used] = (byte) length;
            heap[(int) used + 1] = (byte) (length >>> 8);
            System.arraycopy(dents, name, heap, (int) used + LENGTH_BYTES, length);
        } else {
            spilled.bytes().set(JAVA_BYTE, used, (byte) length);
            spilled.bytes().set(JAVA_BYTE, used + 1, (byte) (length >>> 8));
            MemorySegment.copy(dents, name, spilled.bytes(), JAVA_BYTE, used + LENGTH_BYTES, length);
        }
        used += length + LENGTH_BYTES;
    }

    private void makeRoom(int length) throws LinuxException {
        long capacity = spilled == null ? heap.length : spilled.bytes().byteSize();
        if (used + length <= capacity) {
            return;
        }
        if (used + length > MOST_BYTES) {
            throw new LinuxException("getdents64", Errno.EFBIG);
        }
        long wanted = Math.max(capacity * 2, used + length);
        if (wanted <= HEAP_CAPACITY) {
            heap = Arrays.copyOf(heap, (int) wanted);
        } else {
            spill(wanted);
        }
    }

    private void spill(long capacity) {
        Arena arena = Arena.ofShared();
        MemorySegment from = spilled == null ? MemorySegment.ofArray(heap) : spilled.bytes();
        var larger = new Spilled(arena, arena.allocate(capacity).copyFrom(from));
        close();
        spilled = larger;
        heap = new byte[0];
    }

    private int length(long start) {
        if (spilled == null) {
            return (heap[(int) start] & 0xff) | (heap[(int) start + 1] & 0xff) << 8;
        }
        MemorySegment bytes = spilled.bytes();
        return (bytes.get(JAVA_BYTE, start) & 0xff) | (bytes.get(JAVA_BYTE, start + 1) & 0xff) << 8;
    }

    /** Merge sort from the bottom up: no recursion, no boxing, n log n whatever order the kernel gave. */
    private void sort() {
        int[] from = starts;
        int[] to = new int[count];
        for (int width = 1; width < count; width *= 2) {
            for (int left = 0; left < count; left += 2 * width) {
                merge(from, to, left, Math.min(left + width, count), Math.min(left + 2 * width, count));
            }
            int[] swap = from;
            from = to;
            to = swap;
        }
        starts = from;
    }

    private void merge(int[] from, int[] to, int left, int middle, int right) {
        int a = left;
        int b = middle;
        for (int i = left; i < right; i++) {
            boolean takeLeft = a < middle && (b >= right || compare(from[a], from[b]) <= 0);
            to[i] = takeLeft ? from[a++] : from[b++];
        }
    }

    private int compare(int a, int b) {
        long x = a & 0xffff_ffffL;
        long y = b & 0xffff_ffffL;
        int m = length(x);
        int n = length(y);
        if (spilled == null) {
            int i = (int) x + LENGTH_BYTES;
            int j = (int) y + LENGTH_BYTES;
            return Arrays.compareUnsigned(heap, i, i + m, heap, j, j + n);
        }
        return compare(spilled.bytes(), x + LENGTH_BYTES, m, y + LENGTH_BYTES, n);
    }

    private static int compare(MemorySegment bytes, long x, int m, long y, int n) {
        long differs = MemorySegment.mismatch(bytes, x, x + m, bytes, y, y + n);
        if (differs < 0 || differs >= m || differs >= n) {
            return Integer.compare(m, n);
        }
        return Byte.compareUnsigned(bytes.get(JAVA_BYTE, x + differs), bytes.get(JAVA_BYTE, y + differs));
    }

    @Override
    public void close() {
        if (spilled != null) {
            spilled.arena().close();
            spilled = null;
        }
    }
}
