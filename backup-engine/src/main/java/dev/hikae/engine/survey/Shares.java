package dev.hikae.engine.survey;

import dev.hikae.engine.pack.BlobId;

/**
 * Who refers to how much, alone and together. All snapshots of one source must be gone through before those of the next. A blob's
 * number holds the last snapshot that referred to it plus one, and whether others did.
 */
final class Shares implements AutoCloseable {
    /** Several snapshots refer to it. */
    private static final int SNAPSHOTS = 1 << 30;
    /** Snapshots of several sources do. */
    private static final int SOURCES = 1 << 29;

    private static final int LAST = SOURCES - 1;

    private final SeenBlobs seen = new SeenBlobs();
    private final int[] sourceOf;
    private final Bytes all = new Bytes();
    private final Bytes[] onlySnapshot;
    private final Bytes[] onlySource;
    private final Bytes[] ofSource;

    /** @param sourceOf number of each snapshot's source */
    Shares(int[] sourceOf, int sources) {
        this.sourceOf = sourceOf.clone();
        this.onlySnapshot = Bytes.several(sourceOf.length);
        this.onlySource = Bytes.several(sources);
        this.ofSource = Bytes.several(sources);
    }

    /** Bytes before compression, and in packs. */
    static final class Bytes {
        private long raw;
        private long stored;

        private static Bytes[] several(int count) {
            var array = new Bytes[count];
            for (int i = 0; i < count; i++) {
                array[i] = new Bytes();
            }
            return array;
        }

        private void add(Size size, int sign) {
            raw += sign * size.raw();
            stored += sign * size.stored();
        }

        long raw() {
            return raw;
        }

        long stored() {
            return stored;
        }
    }

    /** What one blob takes. */
    record Size(long raw, long stored) {}

    /** Looks a blob's size up, which is asked only where it counts. */
    interface Sizes {
        Size of(BlobId id);
    }

    /** Counts a blob for a snapshot; false when nothing would change by going on below it, should it be a page. */
    boolean meet(BlobId id, int snapshot, Sizes sizes) {
        long slot = seen.slot(id);
        int number = seen.number(slot);
        int source = sourceOf[snapshot];
        int last = (number & LAST) - 1;
        int flags = number & ~LAST;
        if (last == snapshot) {
            return false;
        }
        if (last < 0) {
            Size size = sizes.of(id);
            all.add(size, 1);
            onlySnapshot[snapshot].add(size, 1);
            onlySource[source].add(size, 1);
            ofSource[source].add(size, 1);
            seen.number(slot, snapshot + 1);
            return true;
        }
        boolean sameSource = sourceOf[last] == source;
        if (sameSource && (flags & SNAPSHOTS) != 0) {
            return false;
        }
        Size size = sizes.of(id);
        if ((flags & SNAPSHOTS) == 0) {
            onlySnapshot[last].add(size, -1);
        }
        if (!sameSource) {
            ofSource[source].add(size, 1);
            if ((flags & SOURCES) == 0) {
                onlySource[sourceOf[last]].add(size, -1);
                flags |= SOURCES;
            }
        }
        seen.number(slot, snapshot + 1 | flags | SNAPSHOTS);
        return true;
    }

    long blobs() {
        return seen.count();
    }

    /** Of every different blob. */
    Bytes all() {
        return all;
    }

    /** Of blobs that no other snapshot refers to. */
    Bytes onlySnapshot(int snapshot) {
        return onlySnapshot[snapshot];
    }

    /** Of blobs that no other source refers to. */
    Bytes onlySource(int source) {
        return onlySource[source];
    }

    /** Of a source's different blobs. */
    Bytes ofSource(int source) {
        return ofSource[source];
    }

    @Override
    public void close() {
        seen.close();
    }
}
