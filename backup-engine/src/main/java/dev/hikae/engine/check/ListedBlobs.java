package dev.hikae.engine.check;

import dev.hikae.engine.format.ObjectNames;
import dev.hikae.engine.format.ObjectTable;
import dev.hikae.engine.index.BlobIndex;
import dev.hikae.engine.pack.BlobId;
import dev.hikae.engine.pack.BlobLocator;
import dev.hikae.engine.pack.BlobReader.Place;
import dev.hikae.engine.pack.Frame;
import dev.hikae.engine.pack.PackInfo;
import dev.hikae.engine.snapshot.Outcome;
import dev.hikae.engine.snapshot.Outcome.NeededObject;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** The look-up as one outcome has it: only blobs in a pack and an index object that it lists. Not for several threads. */
final class ListedBlobs implements BlobLocator {
    private static final LostPaths.Lost NOTHING = new LostPaths.Lost() {
        @Override
        public boolean touches(String object) {
            return false;
        }

        @Override
        public boolean frame(String pack, int number) {
            return false;
        }
    };

    private final BlobIndex index;
    private final LostPaths.Lost lost;
    /** Packs of the outcome of which something is lost. */
    private final BitSet touched = new BitSet();

    private final Set<String> objects = new HashSet<>();
    private final ObjectTable packs = new ObjectTable();
    private final BitSet judged = new BitSet();
    private final BitSet listed = new BitSet();

    /** @param index over at least the index objects that the outcome lists */
    ListedBlobs(BlobIndex index, Outcome outcome) {
        this(index, outcome, NOTHING);
    }

    /** The same without what is lost. */
    ListedBlobs(BlobIndex index, Outcome outcome, LostPaths.Lost lost) {
        this.index = index;
        this.lost = lost;
        for (NeededObject object : outcome.objects()) {
            if (object.name().startsWith(ObjectNames.INDEX)) {
                objects.add(object.name());
            } else {
                packs.put(object.name(), 0);
            }
        }
    }

    /** Whether all of these index objects, by their numbers, are listed. */
    boolean listsAll(BitSet numbers) {
        return numbers.stream().allMatch(this::lists);
    }

    private boolean lists(int object) {
        return objects.contains(index.objects().get(object).name());
    }

    /** One of the listed index objects that a place's pack is in. */
    int objectNumber(Place place) {
        return Arrays.stream(index.objectNumbers(place.pack()))
                .filter(this::lists)
                .findFirst()
                .orElseThrow();
    }

    @Override
    public Optional<Place> find(BlobId id) {
        Optional<Place> whole = index.find(id, pack -> isListed(pack) && !touched.get(pack));
        return whole.isPresent() || touched.isEmpty() ? whole : saved(id);
    }

    @Override
    public Optional<Place> elsewhere(BlobId id, Set<Integer> packs) {
        return index.find(id, pack -> isListed(pack) && !touched.get(pack) && !packs.contains(pack));
    }

    /** In a frame that can be read still, of a pack of which others cannot. */
    private Optional<Place> saved(BlobId id) {
        for (int pack = touched.nextSetBit(0); pack >= 0; pack = touched.nextSetBit(pack + 1)) {
            int number = pack;
            Optional<Place> place = index.find(id, p -> p == number);
            if (place.isPresent()
                    && !lost.frame(index.pack(pack).name(), place.get().frame())) {
                return place;
            }
        }
        return Optional.empty();
    }

    private boolean isListed(int pack) {
        if (!judged.get(pack)) {
            judged.set(pack);
            listed.set(
                    pack,
                    packs.get(index.pack(pack).name()) >= 0
                            && Arrays.stream(index.objectNumbers(pack)).anyMatch(this::lists));
            touched.set(pack, listed.get(pack) && lost.touches(index.pack(pack).name()));
        }
        return listed.get(pack);
    }

    @Override
    public PackInfo pack(int number) {
        return index.pack(number);
    }

    @Override
    public Frame frame(int pack, int frame) {
        return index.frame(pack, frame);
    }
}
