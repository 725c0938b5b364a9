package dev.hikae.engine.check;

import dev.hikae.engine.index.BlobIndex;
import dev.hikae.engine.pack.BlobId;
import dev.hikae.engine.pack.BlobLocator;
import dev.hikae.engine.pack.BlobReader.Place;
import dev.hikae.engine.pack.Frame;
import dev.hikae.engine.pack.PackInfo;
import dev.hikae.engine.snapshot.Outcome;
import dev.hikae.engine.snapshot.Outcome.NeededObject;
import java.util.BitSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The look-up as one outcome has it: only blobs in a pack and an index object that it lists. */
final class ListedBlobs implements BlobLocator {
    private final BlobIndex index;
    private final BitSet objects = new BitSet();
    private final BitSet packs = new BitSet();

    /** @param index over at least the index objects that the outcome lists */
    ListedBlobs(BlobIndex index, Outcome outcome) {
        this.index = index;
        Set<String> names = outcome.objects().stream().map(NeededObject::name).collect(Collectors.toSet());
        for (int i = 0; i < index.objects().size(); i++) {
            objects.set(i, names.contains(index.objects().get(i).name()));
        }
        for (int i = 0; i < index.packs(); i++) {
            packs.set(
                    i,
                    objects.get(index.objectNumber(i))
                            && names.contains(index.pack(i).name()));
        }
    }

    /** Whether all of these index objects, by their numbers, are listed. */
    boolean listsAll(BitSet numbers) {
        return numbers.stream().allMatch(objects::get);
    }

    int objectNumber(Place place) {
        return index.objectNumber(place.pack());
    }

    @Override
    public Optional<Place> find(BlobId id) {
        return index.find(id, packs::get);
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
