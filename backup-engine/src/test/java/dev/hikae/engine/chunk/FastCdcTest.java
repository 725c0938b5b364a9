package dev.hikae.engine.chunk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FastCdcTest {
    private static final int MIB = 1024 * 1024;
    private static final byte[] DATA = random(7, 64 * MIB);

    private final FastCdc chunker = FastCdc.of(gear(1));

    @Test
    void boundaries_areThoseOfTheFormat() {
        assertEquals(
                List.of(1282902, 1958685, 3158322, 4294022, 5610084, 6902370, 8056967, 8388608),
                ends(chunker, Arrays.copyOf(DATA, 8 * MIB)));
    }

    @Test
    void cut_followsTheDefinition() {
        var small = FastCdc.of(gear(2), 128, 256, 1024);
        byte[] data = Arrays.copyOf(DATA, 200_000);
        assertEquals(endsByDefinition(gear(2), data, 128, 256, 1024), ends(small, data));
    }

    @Test
    void memoryOffTheHeap_isCutAlike() {
        try (var arena = Arena.ofConfined()) {
            MemorySegment offHeap = arena.allocate(DATA.length + 5L).asSlice(5);
            offHeap.copyFrom(MemorySegment.ofArray(DATA));
            assertEquals(ends(chunker, DATA), ends(chunker, offHeap));
            assertEquals(ends(chunker, DATA), ends(chunker, MemorySegment.ofArray(DATA)));
            var small = FastCdc.of(gear(2), 128, 256, 1024);
            byte[] data = Arrays.copyOf(DATA, 200_000);
            assertEquals(ends(small, data), ends(small, offHeap.asSlice(0, data.length)));
        }
    }

    @Test
    void sizes_stayWithinTheirBoundsAndNearTheAverage() {
        List<Integer> ends = ends(chunker, DATA);
        int before = 0;
        for (int i = 0; i < ends.size() - 1; i++) {
            int size = ends.get(i) - before;
            assertTrue(size >= FastCdc.MIN_SIZE && size <= FastCdc.MAX_SIZE, "size " + size);
            before = ends.get(i);
        }
        assertTrue(ends.size() >= 45 && ends.size() <= 90, "chunks: " + ends.size());
    }

    @Test
    void insertion_changesOnlyTheChunksAroundIt() {
        byte[] shifted = new byte[DATA.length + 1];
        System.arraycopy(DATA, 0, shifted, 0, 20 * MIB);
        System.arraycopy(DATA, 20 * MIB, shifted, 20 * MIB + 1, DATA.length - 20 * MIB);
        var before = new HashSet<>(ends(chunker, DATA));
        List<Integer> after = ends(chunker, shifted);
        long moved = after.stream()
                .filter(end -> !before.contains(end <= 20 * MIB ? end : end - 1))
                .count();
        assertTrue(moved <= 3, "boundaries that moved: " + moved);
    }

    @Test
    void otherKey_cutsElsewhere() {
        var other = new HashSet<>(ends(FastCdc.of(gear(3)), DATA));
        other.retainAll(ends(chunker, DATA));
        assertEquals(1, other.size(), "only the end is common");
    }

    @Test
    void shortContent_isOneChunk() {
        assertEquals(FastCdc.MIN_SIZE, chunker.cut(DATA, 5, 5 + FastCdc.MIN_SIZE));
        assertEquals(1, chunker.cut(DATA, 5, 6));
    }

    @Test
    void contentWithoutACut_endsAtTheMaximum() {
        long[] never = new long[256];
        Arrays.fill(never, 1L << 63 | 1);
        assertEquals(FastCdc.MAX_SIZE, FastCdc.of(never).cut(DATA, 0, DATA.length));
        assertNotEquals(FastCdc.MAX_SIZE, chunker.cut(DATA, 0, DATA.length));
    }

    private static List<Integer> ends(Chunker chunker, byte[] data) {
        var ends = new ArrayList<Integer>();
        for (int at = 0; at < data.length; ) {
            at += chunker.cut(data, at, Math.min(data.length, at + chunker.maxSize()));
            ends.add(at);
        }
        return ends;
    }

    private static List<Integer> ends(Chunker chunker, MemorySegment data) {
        var ends = new ArrayList<Integer>();
        for (long at = 0; at < data.byteSize(); ) {
            at += chunker.cut(data, at, Math.min(data.byteSize(), at + chunker.maxSize()));
            ends.add(Math.toIntExact(at));
        }
        return ends;
    }

    /** The sum over the last 64 bytes as the format has it, computed anew for every place. */
    private static List<Integer> endsByDefinition(long[] gear, byte[] data, int min, int average, int max) {
        int bits = Integer.numberOfTrailingZeros(average);
        var ends = new ArrayList<Integer>();
        int start = 0;
        for (int p = 1; p <= data.length; p++) {
            int length = p - start;
            long limit = 1L << (64 - (length < average ? bits + 2 : bits - 2));
            boolean cut = length >= min && Long.compareUnsigned(sum(gear, data, p), limit) < 0;
            if (cut || length == max || p == data.length) {
                ends.add(p);
                start = p;
            }
        }
        return ends;
    }

    private static long sum(long[] gear, byte[] data, int p) {
        long h = 0;
        for (int k = 0; k < 64; k++) {
            h += gear[data[p - 1 - k] & 0xff] << k;
        }
        return h;
    }

    private static long[] gear(long seed) {
        return new SplittableRandom(seed).longs(256).toArray();
    }

    private static byte[] random(long seed, int length) {
        byte[] bytes = new byte[length];
        new SplittableRandom(seed).nextBytes(bytes);
        return bytes;
    }
}
