package dev.hikae.engine.snapshot;

import dev.hikae.engine.snapshot.Outcome.NeededObject;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.RandomAccess;

/** Some objects of a pool, in the pool's order: a bit for each object that there was when it was made. Does not change. */
final class SharedObjects extends AbstractList<NeededObject> implements RandomAccess {
    private static final int BLOCK = 8;

    private final ObjectPool pool;
    private final long[] words;
    /** How many are in the blocks of words before each. */
    private final int[] before;

    private final int size;

    SharedObjects(ObjectPool pool, BitSet numbers) {
        this.pool = pool;
        this.words = numbers.toLongArray();
        this.before = new int[(words.length + BLOCK - 1) / BLOCK];
        int seen = 0;
        for (int i = 0; i < words.length; i++) {
            if (i % BLOCK == 0) {
                before[i / BLOCK] = seen;
            }
            seen += Long.bitCount(words[i]);
        }
        this.size = seen;
    }

    ObjectPool pool() {
        return pool;
    }

    void addTo(BitSet numbers) {
        numbers.or(BitSet.valueOf(words));
    }

    @Override
    public NeededObject get(int index) {
        return pool.get(number(java.util.Objects.checkIndex(index, size)));
    }

    private int number(int index) {
        int found = Arrays.binarySearch(before, index);
        int block = found < 0 ? -found - 2 : found;
        // Of several blocks with as many before them, all but the last are empty.
        while (block + 1 < before.length && before[block + 1] == before[block]) {
            block++;
        }
        int left = index - before[block];
        int word = block * BLOCK;
        while (left >= Long.bitCount(words[word])) {
            left -= Long.bitCount(words[word]);
            word++;
        }
        long bits = words[word];
        for (int i = 0; i < left; i++) {
            bits &= bits - 1;
        }
        return word * Long.SIZE + Long.numberOfTrailingZeros(bits);
    }

    @Override
    public boolean contains(Object object) {
        return object instanceof NeededObject needed
                && pool.find(needed).stream().anyMatch(this::has);
    }

    private boolean has(int number) {
        int word = number / Long.SIZE;
        return word < words.length && (words[word] >>> number & 1) == 1;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public Iterator<NeededObject> iterator() {
        return new Iterator<>() {
            private int word = -1;
            private long bits;

            @Override
            public boolean hasNext() {
                while (bits == 0 && word + 1 < words.length) {
                    word++;
                    bits = words[word];
                }
                return bits != 0;
            }

            @Override
            public NeededObject next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                int number = word * Long.SIZE + Long.numberOfTrailingZeros(bits);
                bits &= bits - 1;
                return pool.get(number);
            }
        };
    }
}
