package dev.hikae.engine.index;

import dev.hikae.config.error.HikaeException;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.format.ObjectTable;
import dev.hikae.engine.pack.PackInfo;
import dev.hikae.engine.snapshot.Outcome.NeededObject;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * The packs that a snapshot needs of earlier ones, and index objects that together know all of them, few of those.
 *
 * @param needed numbers of {@code packs} by the halves of their names
 */
record Cover(List<PackInfo> packs, List<NeededObject> objects, ObjectTable needed) {
    private record Candidate(NeededObject object, BitSet packs) {}

    /**
     * Takes those that know most of what is needed first.
     *
     * @param numbers of packs in the look-up; by name from here on, since a part that was made again has new numbers
     * @param present whether an object can be relied on
     * @throws HikaeException INDEX_LOST when some pack is in none: a snapshot without it could not be restored
     */
    static Cover of(BlobIndex known, BitSet numbers, Predicate<NeededObject> present) {
        var needed = new ObjectTable();
        List<PackInfo> packs = new ArrayList<>();
        numbers.stream().mapToObj(known::pack).forEach(pack -> {
            if (needed.get(pack.name()) < 0) {
                needed.put(pack.name(), packs.size());
                packs.add(pack);
            }
        });
        List<Candidate> candidates = new ArrayList<>();
        for (Part part : known.parts()) {
            for (NeededObject object : part.objects()) {
                BitSet mine = needed(part, object, needed);
                if (!mine.isEmpty() && present.test(object)) {
                    candidates.add(new Candidate(object, mine));
                }
            }
        }
        candidates.sort(Comparator.comparingInt((Candidate c) -> -c.packs().cardinality())
                .thenComparing(c -> c.object().name()));
        var left = new BitSet();
        left.set(0, packs.size());
        List<NeededObject> objects = new ArrayList<>();
        for (Candidate candidate : candidates) {
            if (candidate.packs().intersects(left)) {
                left.andNot(candidate.packs());
                objects.add(candidate.object());
            }
        }
        if (!left.isEmpty()) {
            throw new HikaeException(
                    EngineError.INDEX_LOST,
                    left.cardinality(),
                    packs.get(left.nextSetBit(0)).name());
        }
        return new Cover(List.copyOf(packs), objects, needed);
    }

    private static BitSet needed(Part part, NeededObject object, ObjectTable needed) {
        var numbers = new BitSet();
        part.packs(object).stream().map(pack -> pack - part.base()).forEach(pack -> {
            long number = needed.get(part.table().packHigh(pack), part.table().packLow(pack));
            if (number >= 0) {
                numbers.set((int) number);
            }
        });
        return numbers;
    }
}
