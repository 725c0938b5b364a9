package dev.hikae.engine.file;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.hikae.engine.RawPath;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * The names of one directory in unsigned byte order.
 *
 * <p>The bytes of a large directory lie outside the heap, one int per name inside it: a million names cost 8 MB of heap
 * while they are sorted, 4 MB after.
 */
final class SortedNames implements AutoCloseable {
    private static final int FIRST_CAPACITY = 2048;
    private static final int HEAP_CAPACITY = 1024 * 1024;
    private static final int NAME_OFFSET = 19;
    private static final int LENGTH_BYTES = 2;

    private Optional<Arena> arena = Optional.empty();
    private MemorySegment bytes = MemorySegment.ofArray(new byte[FIRST_CAPACITY]);
    private long used;
    private int[] starts = new int[32];
    private int count;
    private int next;

    /** Reads all names of an open directory, without {@code .} and {@code ..}. */
    static SortedNames of(Descriptor directory) throws LinuxException {
        var names = new SortedNames();
        try (Scratch s = Scratch.take()) {
            long n;
            while ((n = Libc.getdents64(s, directory.number(), s.data, Scratch.DATA_BYTES)) > 0) {
                names.addAll(s.data, n);
            }
            Descriptor.check("getdents64", n);
        } catch (LinuxException | RuntimeException e) {
            names.close();
            throw e;
        }
        names.sort();
        return names;
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
        long start = starts[next++] & 0xffff_ffffL;
        return RawPath.ofBytes(
                bytes.asSlice(start + LENGTH_BYTES, length(start)).toArray(JAVA_BYTE));
    }

    private void addAll(MemorySegment dents, long n) {
        for (long at = 0; at < n; at += dents.get(JAVA_SHORT_UNALIGNED, at + 16) & 0xffff) {
            long name = at + NAME_OFFSET;
            int length = 0;
            while (dents.get(JAVA_BYTE, name + length) != 0) {
                length++;
            }
            if (!isDots(dents, name, length)) {
                add(dents, name, length);
            }
        }
    }

    private static boolean isDots(MemorySegment dents, long name, int length) {
        return dents.get(JAVA_BYTE, name) == '.'
                && (length == 1 || (length == 2 && dents.get(JAVA_BYTE, name + 1) == '.'));
    }

    /** Two length bytes, then the name: some file systems allow more than 255. */
    private void add(MemorySegment dents, long name, int length) {
        if (used + length + LENGTH_BYTES > bytes.byteSize()) {
            grow();
        }
        if (count == starts.length) {
            starts = Arrays.copyOf(starts, count * 2);
        }
        starts[count++] = (int) used;
        bytes.set(JAVA_SHORT_UNALIGNED, used, (short) length);
        MemorySegment.copy(dents, name, bytes, used + LENGTH_BYTES, length);
        used += length + LENGTH_BYTES;
    }

    private void grow() {
        long capacity = bytes.byteSize() * 2;
        if (capacity <= HEAP_CAPACITY) {
            bytes = MemorySegment.ofArray(new byte[(int) capacity]).copyFrom(bytes);
            return;
        }
        Arena larger = Arena.ofShared();
        bytes = larger.allocate(capacity).copyFrom(bytes);
        close();
        arena = Optional.of(larger);
    }

    private int length(long start) {
        return bytes.get(JAVA_SHORT_UNALIGNED, start) & 0xffff;
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
        int n = Math.min(length(x), length(y));
        for (int i = LENGTH_BYTES; i < n + LENGTH_BYTES; i++) {
            int c = Byte.compareUnsigned(bytes.get(JAVA_BYTE, x + i), bytes.get(JAVA_BYTE, y + i));
            if (c != 0) {
                return c;
            }
        }
        return Integer.compare(length(x), length(y));
    }

    @Override
    public void close() {
        arena.ifPresent(Arena::close);
    }
}
