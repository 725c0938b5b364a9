package dev.hikae.engine.index;

import dev.hikae.engine.format.ObjectTable;
import dev.hikae.engine.snapshot.Outcome.NeededObject;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * Index objects that together know all packs that a snapshot needs of earlier ones, few of them.
 *
 * @param needed by the halves of their names
 */
record Cover(List<NeededObject> objects, ObjectTable needed) {
    private record Candidate(NeededObject object, BitSet packs) {}

    /**
     * Takes those that know most of what is needed first.
     *
     * @param packs by their numbers in the look-up
     * @param present whether an object can be relied on
     */
    static Cover of(BlobIndex known, BitSet packs, Predicate<NeededObject> present) {
        List<Candidate> candidates = new ArrayList<>();
        for (Part part : known.parts()) {
            for (NeededObject object : part.objects()) {
                BitSet mine = part.packs(object);
                mine.and(packs);
                if (!mine.isEmpty() && present.test(object)) {
                    candidates.add(new Candidate(object, mine));
                }
            }
        }
        candidates.sort(Comparator.comparingInt((Candidate c) -> -c.packs().cardinality())
                .thenComparing(c -> c.object().name()));
        var left = (BitSet) packs.clone();
        List<NeededObject> objects = new ArrayList<>();
        for (Candidate candidate : candidates) {
            if (candidate.packs().intersects(left)) {
                left.andNot(candidate.packs());
                objects.add(candidate.object());
            }
        }
        var needed = new ObjectTable();
        packs.stream().forEach(p -> needed.put(known.pack(p).name(), 0));
        return new Cover(objects, needed);
    }
}
