package dev.hikae.engine.index;

import dev.hikae.engine.snapshot.Outcome.NeededObject;
import java.util.BitSet;
import java.util.List;
import java.util.function.Predicate;

/** A table and which index objects it comes from. */
record Source(IndexTable table, List<Segment.Listed> objects) {
    Source {
        objects = List.copyOf(objects);
    }

    /** All of a table comes from one object. */
    static Source of(IndexTable table, NeededObject object) {
        return new Source(table, List.of(new Segment.Listed(object, numbers(table.packs()))));
    }

    static Source of(Segment segment) {
        return new Source(segment.table(), segment.objects());
    }

    /** All numbers below one. */
    static int[] numbers(int end) {
        int[] numbers = new int[end];
        for (int i = 0; i < end; i++) {
            numbers[i] = i;
        }
        return numbers;
    }

    /** Packs of the objects that are wanted. */
    BitSet packs(Predicate<NeededObject> wanted) {
        var packs = new BitSet();
        for (Segment.Listed listed : objects) {
            if (wanted.test(listed.object())) {
                for (int pack : listed.packs()) {
                    packs.set(pack);
                }
            }
        }
        return packs;
    }
}
