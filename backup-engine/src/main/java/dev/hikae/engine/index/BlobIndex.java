package dev.hikae.engine.index;

import dev.hikae.config.error.Failure;
import dev.hikae.config.error.HikaeException;
import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.pack.BlobId;
import dev.hikae.engine.pack.BlobLocator;
import dev.hikae.engine.pack.BlobReader.Place;
import dev.hikae.engine.pack.Frame;
import dev.hikae.engine.pack.PackInfo;
import dev.hikae.engine.snapshot.Outcome.NeededObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The look-up over some index objects: local segments, and objects in the regions of which blocks are fetched as they
 * are needed. Next to nothing of it is on the heap, whatever the number of blobs.
 *
 * <p>A part that turns out to be damaged is made again; what cannot be made again is as if it were not there. Numbers of packs that were
 * given out keep their meaning.
 */
public final class BlobIndex implements BlobLocator {
    private final Part.Admission admission;
    private final Reload reload;
    private final int promoteAt;
    private final BlockCache cache;
    /** All that ever were, by base. */
    private volatile List<Part> all = List.of();
    /** Those that answer, in the order in which they are asked. */
    private volatile List<Part> live = List.of();

    private volatile List<NeededObject> objects = List.of();
    private final Map<String, Integer> objectNumbers = new HashMap<>();

    /** Makes segments of whole index objects. */
    interface Reload {
        List<Segment> segments(List<NeededObject> objects);

        /** A segment is of no use any more. */
        void damaged(Segment segment);
    }

    /**
     * What the look-up is made of.
     *
     * @param remote objects to be read by ranges
     * @param cache that they are read through
     * @param promoteAt so many blocks read by ranges, whole objects are fetched
     */
    record Parts(List<Segment> segments, List<RemoteIndex> remote, BlockCache cache, int promoteAt) {
        static Parts local(List<Segment> segments) {
            return new Parts(segments, List.of(), new BlockCache(), Integer.MAX_VALUE);
        }
    }

    BlobIndex(Parts parts, Part.Admission admission, Reload reload) {
        this.admission = admission;
        this.reload = reload;
        this.promoteAt = parts.promoteAt();
        this.cache = parts.cache();
        parts.segments().forEach(s -> add(base -> Part.Local.of(base, s, admission, false)));
        parts.remote().forEach(r -> add(base -> Part.Remote.of(base, r, admission)));
    }

    private interface PartAt {
        Part at(int base);
    }

    private synchronized void add(PartAt making) {
        Part part = making.at(all.isEmpty() ? 0 : all.getLast().end());
        var more = new ArrayList<>(all);
        more.add(part);
        all = List.copyOf(more);
        var asked = new ArrayList<>(live);
        asked.add(part);
        live = List.copyOf(asked);
        var known = new ArrayList<>(objects);
        for (NeededObject object : part.objects()) {
            if (objectNumbers.putIfAbsent(object.name(), known.size()) == null) {
                known.add(object);
            }
        }
        objects = List.copyOf(known);
    }

    @Override
    public Optional<Place> find(BlobId id) {
        return find(id, pack -> true);
    }

    /** A place in a pack that the caller accepts by its number; a blob stored twice has several. */
    public Optional<Place> find(BlobId id, IntPredicate pack) {
        Hit hit = search(id, pack);
        if (hit == null) {
            return Optional.empty();
        }
        IndexTable table = hit.part().table();
        return Optional.of(new Place(
                hit.part().base() + table.recordPack(hit.record()),
                table.recordFrame(hit.record()),
                table.recordOffset(hit.record()),
                table.recordLength(hit.record())));
    }

    @Override
    public Optional<Place> elsewhere(BlobId id, Set<Integer> packs) {
        return find(id, pack -> !packs.contains(pack));
    }

    /** Hears of one place of a blob. */
    @FunctionalInterface
    public interface Copies {
        /**
         * @param record a number that no other record has, dense; it keeps its meaning
         * @param pack by its number here
         */
        void at(long record, int pack, int frame);
    }

    /** All places of a blob, wherever it was stored more than once. */
    public void each(BlobId id, Copies copies) {
        List<Part> asked = live;
        for (Part part : asked) {
            try {
                IndexTable table = part.table();
                table.each(id, record -> {
                    int pack = table.recordPack(record);
                    if (part.counts(pack)) {
                        copies.at(firstRecord(part) + record, part.base() + pack, table.recordFrame(record));
                    }
                });
            } catch (DamagedSegment | FormatException | InternalError | HikaeException e) {
                requireDamage(e);
                replace(part);
                each(id, copies);
                return;
            }
        }
    }

    private long firstRecord(Part part) {
        long first = 0;
        for (Part one : all) {
            if (one == part) {
                return first;
            }
            first += one.table().records();
        }
        throw new IllegalArgumentException("bug: a part that is not one of the look-up");
    }

    /** Whether a number is that of a pack that counts, in a part that answers. */
    public boolean counts(int number) {
        return live.stream()
                .filter(p -> number >= p.base() && number < p.end())
                .anyMatch(p -> p.counts(number - p.base()));
    }

    /** How many frames a pack has. */
    public int frames(int pack) {
        Part part = part(pack);
        return part.table().framesOf(pack - part.base());
    }

    /** Number of an accepted pack that holds it, -1 when there is none. */
    int packOf(BlobId id, IntPredicate pack) {
        Hit hit = search(id, pack);
        return hit == null ? -1 : hit.part().base() + hit.part().table().recordPack(hit.record());
    }

    /** A record and the part it is in. */
    private record Hit(Part part, int record) {}

    private @Nullable Hit search(BlobId id, IntPredicate pack) {
        if (cache.read() >= promoteAt) {
            promote();
        }
        List<Part> asked = live;
        for (int i = 0; i < asked.size(); i++) {
            Part part = asked.get(i);
            try {
                int record = part.find(id, p -> pack.test(part.base() + p));
                if (record >= 0) {
                    return new Hit(part, record);
                }
            } catch (DamagedSegment | FormatException | InternalError | HikaeException e) {
                requireDamage(e);
                replace(part);
                return search(id, pack);
            }
        }
        return null;
    }

    /** A region that does not answer says nothing about the object. */
    private static void requireDamage(Throwable e) {
        if (e instanceof HikaeException known
                && (known.code().failure() == Failure.UNREACHABLE
                        || known.code().failure() == Failure.CANCELLED)) {
            throw known;
        }
    }

    /** Enough was read by ranges that whole objects are cheaper. */
    private synchronized void promote() {
        List<Part> remote = live.stream().filter(Part.Remote.class::isInstance).toList();
        if (!remote.isEmpty()) {
            replaceAll(remote);
        }
    }

    private synchronized void replace(Part part) {
        if (live.contains(part)) {
            replaceAll(List.of(part));
        }
    }

    private void replaceAll(List<Part> parts) {
        for (Part part : parts) {
            if (part instanceof Part.Local local) {
                reload.damaged(local.segment());
            }
        }
        List<NeededObject> again = parts.stream()
                .filter(p -> !(p instanceof Part.Local local && local.again()))
                .flatMap(p -> p.objects().stream())
                .toList();
        List<Segment> segments = again.isEmpty() ? List.of() : reload.segments(again);
        live = live.stream().filter(p -> !parts.contains(p)).toList();
        segments.forEach(s -> add(base -> Part.Local.of(base, s, admission, true)));
    }

    private Part part(int pack) {
        List<Part> parts = all;
        for (int i = 0; i < parts.size(); i++) {
            if (pack < parts.get(i).end()) {
                return parts.get(i);
            }
        }
        throw new IllegalArgumentException("bug: no pack has the number " + pack);
    }

    @Override
    public PackInfo pack(int number) {
        Part part = part(number);
        return part.table().pack(number - part.base());
    }

    @Override
    public Frame frame(int pack, int frame) {
        Part part = part(pack);
        try {
            return part.table().frame(pack - part.base(), frame);
        } catch (DamagedSegment | InternalError | HikaeException e) {
            requireDamage(e);
            IndexTable table = part.table();
            long high = table.packHigh(pack - part.base());
            long low = table.packLow(pack - part.base());
            replace(part);
            return live.stream()
                    .filter(Part.Local.class::isInstance)
                    .flatMap(p -> p.table().pack(high, low).stream()
                            .mapToObj(n -> p.table().frame(n, frame)))
                    .findFirst()
                    .orElseThrow(() -> new FormatException("is in no index object that can be read"));
        }
    }

    /** The index objects that a pack is in, as far as they count here. */
    List<NeededObject> objectsOf(int pack) {
        Part part = part(pack);
        return part.objects(pack - part.base());
    }

    /** The index objects this look-up was made of. */
    public List<NeededObject> objects() {
        return objects;
    }

    /** Which of {@link #objects} a pack is in. */
    public int[] objectNumbers(int pack) {
        List<NeededObject> of = objectsOf(pack);
        synchronized (this) {
            return of.stream()
                    .mapToInt(o -> objectNumbers.getOrDefault(o.name(), -1))
                    .filter(n -> n >= 0)
                    .toArray();
        }
    }

    /** Packs are numbered from 0 to less than this. */
    public int packs() {
        return all.isEmpty() ? 0 : all.getLast().end();
    }

    /** Parts that answer, for what is made of all of them. */
    List<Part> parts() {
        return live;
    }
}
