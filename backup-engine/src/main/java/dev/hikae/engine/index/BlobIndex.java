package dev.hikae.engine.index;

import dev.hikae.engine.keyring.RepositoryKeys;
import dev.hikae.engine.pack.BlobId;
import dev.hikae.engine.pack.BlobLocator;
import dev.hikae.engine.pack.BlobReader.Place;
import dev.hikae.engine.pack.FinishedPack;
import dev.hikae.engine.pack.Frame;
import dev.hikae.engine.pack.PackInfo;
import dev.hikae.engine.snapshot.Outcome.NeededObject;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;

/** The look-up over some index objects: one sorted table, 32 bytes a blob. Does not change once built. */
public final class BlobIndex implements BlobLocator {
    private final List<NeededObject> objects = new ArrayList<>();
    private final List<PackPlace> packs = new ArrayList<>();
    private final Records records;

    private record PackPlace(int object, IndexContent content, IndexContent.PackEntry entry) {}

    private BlobIndex(List<Opened> opened) {
        records = new Records(
                opened.stream().mapToInt(o -> o.content.recordCount()).sum());
        for (Opened one : opened) {
            one.content.copyInto(records, packs.size());
            int object = objects.size();
            objects.add(one.object);
            IndexContent lean = one.content.withoutRecords();
            lean.packs().forEach(p -> packs.add(new PackPlace(object, lean, p)));
        }
        if (opened.size() > 1) {
            records.sort();
        }
    }

    private record Opened(NeededObject object, IndexContent content) {}

    /** An index of nothing. */
    public static BlobIndex empty() {
        return new BlobIndex(List.of());
    }

    /** Collects index objects. */
    public static final class Builder {
        private final List<Opened> opened = new ArrayList<>();

        /**
         * Adds one sealed index object.
         *
         * @throws dev.hikae.engine.format.FormatException or NotAuthenticException when it is damaged
         */
        public Builder add(NeededObject object, ByteBuffer sealed, RepositoryKeys keys) {
            opened.add(new Opened(object, IndexContent.parse(IndexCodec.open(sealed, keys))));
            return this;
        }

        /** Adds packs whose footers were read, where an index object is missing or damaged. */
        public Builder addRebuilt(NeededObject object, List<FinishedPack> packs) {
            opened.add(new Opened(object, IndexContent.parse(IndexContent.encode(packs))));
            return this;
        }

        /** Names of all packs that were added so far. */
        public Set<String> packNames() {
            return opened.stream()
                    .flatMap(o -> o.content.packs().stream())
                    .map(p -> p.info().name())
                    .collect(Collectors.toSet());
        }

        public BlobIndex build() {
            return new BlobIndex(opened);
        }
    }

    @Override
    public Optional<Place> find(BlobId id) {
        int at = records.find(id);
        return at < 0 ? Optional.empty() : Optional.of(place(at));
    }

    /** A place in a pack that the caller accepts by its number; a blob stored twice has several. */
    public Optional<Place> find(BlobId id, IntPredicate pack) {
        int at = records.find(id, i -> pack.test(records.pack(i)));
        return at < 0 ? Optional.empty() : Optional.of(place(at));
    }

    private Place place(int at) {
        return new Place(records.pack(at), records.frame(at), records.offset(at), records.length(at));
    }

    /** Number of the pack that holds it, -1 when unknown; makes no object. */
    int packOf(BlobId id) {
        int at = records.find(id);
        return at < 0 ? -1 : records.pack(at);
    }

    @Override
    public PackInfo pack(int number) {
        return packs.get(number).entry().info();
    }

    @Override
    public Frame frame(int pack, int frame) {
        PackPlace place = packs.get(pack);
        return place.content().frame(place.entry(), frame);
    }

    /** The index object that a pack was read from. */
    NeededObject objectOf(int pack) {
        return objects.get(packs.get(pack).object());
    }

    /** The index objects this look-up was made of. */
    public List<NeededObject> objects() {
        return Collections.unmodifiableList(objects);
    }

    /** Which of {@link #objects} a pack was read from. */
    public int objectNumber(int pack) {
        return packs.get(pack).object();
    }

    /** Packs are numbered from 0 to one less. */
    public int packs() {
        return packs.size();
    }

    public int blobs() {
        return records.count();
    }
}
