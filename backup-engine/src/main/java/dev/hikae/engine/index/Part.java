package dev.hikae.engine.index;

import dev.hikae.engine.pack.BlobId;
import dev.hikae.engine.snapshot.Outcome.NeededObject;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntPredicate;

/** A part of the look-up. Its packs have numbers of their own, and in the look-up those from its base on. */
sealed interface Part {
    /** Number of its first pack in the look-up. */
    int base();

    /** One more than the highest number that one of its packs can have here. */
    int end();

    /** One of an id's records in a pack that counts and that is accepted by its number here; -1 when there is none. */
    int find(BlobId id, IntPredicate pack);

    IndexTable table();

    /** Whether one of its packs does, by its own number. */
    boolean counts(int pack);

    /** The index objects that count. */
    List<NeededObject> objects();

    /** Those of them that a pack is in. */
    List<NeededObject> objects(int pack);

    /** The packs of one of its objects that count, by their numbers in the look-up. */
    BitSet packs(NeededObject object);

    /** Which index objects and packs count. */
    interface Admission {
        boolean object(NeededObject object);

        /** A pack by the halves of its name. */
        boolean pack(long high, long low);
    }

    /**
     * A segment.
     *
     * @param counting its packs that count
     * @param listed its objects that count
     * @param again made because another one was damaged
     */
    record Local(int base, Segment segment, BitSet counting, List<Segment.Listed> listed, boolean again)
            implements Part {
        static Local of(int base, Segment segment, Admission admission, boolean again) {
            var listed = segment.objects().stream()
                    .filter(l -> admission.object(l.object()))
                    .toList();
            IndexTable table = segment.table();
            var counting = new BitSet();
            for (Segment.Listed one : listed) {
                for (int pack : one.packs()) {
                    if (!counting.get(pack) && admission.pack(table.packHigh(pack), table.packLow(pack))) {
                        counting.set(pack);
                    }
                }
            }
            return new Local(base, segment, counting, listed, again);
        }

        @Override
        public int end() {
            return base + segment.table().packs();
        }

        @Override
        public int find(BlobId id, IntPredicate pack) {
            return segment.find(id, p -> counting.get(p) && pack.test(p));
        }

        @Override
        public IndexTable table() {
            return segment.table();
        }

        @Override
        public boolean counts(int pack) {
            return counting.get(pack);
        }

        @Override
        public List<NeededObject> objects() {
            return listed.stream().map(Segment.Listed::object).toList();
        }

        @Override
        public List<NeededObject> objects(int pack) {
            return listed.stream()
                    .filter(l -> Arrays.binarySearch(l.packs(), pack) >= 0)
                    .map(Segment.Listed::object)
                    .toList();
        }

        @Override
        public BitSet packs(NeededObject object) {
            var packs = new BitSet();
            for (Segment.Listed one : listed) {
                if (one.object().equals(object)) {
                    for (int pack : one.packs()) {
                        packs.set(base + pack, counting.get(pack));
                    }
                }
            }
            return packs;
        }
    }

    /** An index object read by ranges. */
    record Remote(int base, int end, RemoteIndex index, Admission admission) implements Part {
        /** No object has more packs than fit into it. */
        static Remote of(int base, RemoteIndex index, Admission admission) {
            return new Remote(base, base + (int) (index.object().size() / IndexTable.PACK) + 1, index, admission);
        }

        @Override
        public int find(BlobId id, IntPredicate pack) {
            IndexTable table = index.table();
            return table.find(id, p -> admission.pack(table.packHigh(p), table.packLow(p)) && pack.test(p));
        }

        @Override
        public IndexTable table() {
            return index.table();
        }

        @Override
        public boolean counts(int pack) {
            return pack < table().packs() && admission.pack(table().packHigh(pack), table().packLow(pack));
        }

        @Override
        public List<NeededObject> objects() {
            return List.of(index.object());
        }

        @Override
        public List<NeededObject> objects(int pack) {
            return List.of(index.object());
        }

        @Override
        public BitSet packs(NeededObject object) {
            var packs = new BitSet();
            for (int pack = 0; pack < table().packs(); pack++) {
                packs.set(base + pack, admission.pack(table().packHigh(pack), table().packLow(pack)));
            }
            return packs;
        }
    }
}
