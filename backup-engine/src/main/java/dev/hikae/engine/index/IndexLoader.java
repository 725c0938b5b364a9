package dev.hikae.engine.index;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.engine.format.ObjectNames;
import dev.hikae.engine.format.ObjectTable;
import dev.hikae.engine.keyring.RepositoryKeys;
import dev.hikae.engine.pack.FinishedPack;
import dev.hikae.engine.pack.FooterReader;
import dev.hikae.engine.region.ReadObserver;
import dev.hikae.engine.region.RegionWriter;
import dev.hikae.engine.region.Regions;
import dev.hikae.engine.snapshot.ObjectPool;
import dev.hikae.engine.snapshot.Outcome;
import dev.hikae.engine.snapshot.Outcome.NeededObject;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes look-ups: from local segments, which it keeps in a cache, and from index objects in the regions. Losing the
 * cache costs time only.
 */
public final class IndexLoader {
    private static final Logger LOG = LoggerFactory.getLogger(IndexLoader.class);

    /** So much is fetched at once rather than by ranges: everything, or one object. */
    private static final long FEW_BYTES = 8 << 20;

    private static final long SMALL_OBJECT = 1 << 20;
    /** Blocks read by ranges before whole objects are fetched: a part of them, but not fewer than these. */
    private static final int PROMOTE_PART = 8;

    private static final int PROMOTE_LEAST = 256;
    private static final int REBUILT_AT_ONCE = 32 << 10;

    private final RepositoryKeys keys;
    private final SegmentFolder folder;
    private final KnownLies lies;

    public IndexLoader(RepositoryKeys keys, Path cache) {
        Path own = cache.resolve(HexFormat.of().formatHex(keys.repositoryId())).resolve("index");
        this.keys = keys;
        this.folder = new SegmentFolder(own);
        this.lies = new KnownLies(own);
    }

    /** What happens with an index object that no region can give, or of which it is known that it says something wrong. */
    public enum Unreadable {
        /** Its packs are not known: a backup stores their blobs again. */
        PASS_OVER,
        /** Its part of the look-up is made again from the packs' footers. */
        REBUILD,
        /** The same of those that say something wrong; others are passed over. */
        REBUILD_WRONG
    }

    /**
     * Looks for index objects that say of packs what these do not hold. Those that it finds are as good as lost from then on,
     * for everything on this host.
     */
    public IndexAudit audit(Regions regions, SecureRandom random, ReadObserver observer) {
        byte[] secret = new byte[16];
        random.nextBytes(secret);
        return new IndexAudit(
                new IndexAudit.Parts(regions, keys, folder, secret, observer, name -> lies.add(List.of(name))));
    }

    /** The look-up over every index object that these outcomes list, whole. */
    public BlobIndex load(
            Regions regions,
            List<RegionName> order,
            Collection<Outcome> outcomes,
            ReadObserver observer,
            Unreadable unreadable) {
        var loading = new Loading(regions, order, outcomes, observer, unreadable);
        List<Segment> segments = new ArrayList<>(loading.cached());
        segments.addAll(loading.segments(loading.missing(segments)));
        return loading.index(BlobIndex.Parts.local(segments));
    }

    /**
     * The look-up for a session: over index objects that together know every pack of these outcomes. Newer ones are
     * preferred, since they may hold what older ones do. Tidies the cache.
     *
     * @param outcomes all that the home region shows, oldest first
     */
    public BlobIndex forSession(Regions regions, List<Outcome> outcomes) {
        var home = List.of(regions.home());
        var loading = new Loading(regions, home, outcomes, ReadObserver.NONE, Unreadable.PASS_OVER);
        List<Segment> segments = new ArrayList<>(loading.opened());
        if (!loading.missing(segments).isEmpty()) {
            ObjectTable known = loading.known(segments);
            for (Outcome outcome : outcomes.reversed()) {
                if (lacks(outcome, known)) {
                    var one = new Loading(regions, home, List.of(outcome), ReadObserver.NONE, Unreadable.PASS_OVER);
                    segments.addAll(loading.segments(one.missing(segments)));
                    known = loading.known(segments);
                }
            }
        }
        folder.sweep();
        return loading.index(BlobIndex.Parts.local(folder.compact(segments, loading::lists)));
    }

    /** Whether some pack of an outcome is not known. */
    private static boolean lacks(Outcome outcome, ObjectTable known) {
        return outcome.objects().stream()
                .anyMatch(o -> o.name().startsWith(ObjectNames.PACKS) && known.get(o.name()) < 0);
    }

    /**
     * The look-up of one outcome for reading. What is not in the cache and is large is read by ranges at first, so that a few
     * blobs cost a few blocks.
     *
     * @param order regions to read from; empty means all that are up
     */
    public BlobIndex forReading(Regions regions, List<RegionName> order, Outcome outcome, ReadObserver observer) {
        var loading = new Loading(regions, order, List.of(outcome), observer, Unreadable.REBUILD);
        List<Segment> segments = new ArrayList<>(loading.cached());
        List<NeededObject> missing = loading.missing(segments);
        long bytes = missing.stream().mapToLong(NeededObject::size).sum();
        if (bytes <= FEW_BYTES || missing.stream().anyMatch(loading::isLie)) {
            segments.addAll(loading.segments(missing));
            return loading.index(BlobIndex.Parts.local(segments));
        }
        segments.addAll(loading.segments(
                missing.stream().filter(o -> o.size() <= SMALL_OBJECT).toList()));
        return loading.index(loading.byRanges(
                segments, missing.stream().filter(o -> o.size() > SMALL_OBJECT).toList()));
    }

    /**
     * Dedup and index of a session.
     *
     * @param known made by {@link #forSession}
     * @param present whether a pack or index object can be relied on; the blobs of others are stored again
     */
    public SessionIndex session(
            BlobIndex known,
            Predicate<NeededObject> present,
            Regions regions,
            RegionWriter writer,
            SecureRandom random) {
        var objects = new IndexObjects(regions, List.of(regions.home()), keys, ReadObserver.NONE, folder);
        return new SessionIndex(
                known, present, new SessionIndex.Parts(Outcome.MOST_OBJECTS, objects, folder, keys, random, writer));
    }

    /** One look-up in the making. */
    private final class Loading implements Part.Admission, BlobIndex.Reload {
        private final Regions regions;
        private final List<RegionName> order;
        private final ReadObserver observer;
        private final Unreadable unreadable;
        private final IndexObjects source;
        private final Set<String> lying = lies.names();
        private final Map<String, NeededObject> indexes = new LinkedHashMap<>();
        private final ObjectTable packs = new ObjectTable();
        private final Collection<Outcome> outcomes;

        Loading(
                Regions regions,
                List<RegionName> order,
                Collection<Outcome> outcomes,
                ReadObserver observer,
                Unreadable unreadable) {
            this.regions = regions;
            this.order = List.copyOf(order);
            this.observer = observer;
            this.unreadable = unreadable;
            this.source = new IndexObjects(regions, order, keys, observer, folder);
            this.outcomes = outcomes;
            ObjectPool.union(outcomes).forEach(object -> {
                if (object.name().startsWith(ObjectNames.INDEX)) {
                    indexes.putIfAbsent(object.name(), object);
                } else {
                    packs.put(object.name(), 0);
                }
            });
        }

        boolean lists(NeededObject object) {
            NeededObject listed = indexes.get(object.name());
            return listed != null
                    && listed.size() == object.size()
                    && listed.digest().equals(object.digest());
        }

        @Override
        public boolean object(NeededObject object) {
            return lists(object);
        }

        @Override
        public boolean pack(long high, long low) {
            return packs.get(high, low) >= 0;
        }

        boolean isLie(NeededObject object) {
            return lying.contains(object.name());
        }

        /** All segments of the cache, but for those into which something wrong was merged. */
        List<Segment> opened() {
            List<Segment> sound = new ArrayList<>();
            for (Segment segment : folder.open()) {
                if (segment.objects().stream().anyMatch(l -> isLie(l.object()))) {
                    folder.remove(segment);
                } else {
                    sound.add(segment);
                }
            }
            return sound;
        }

        /** Segments of the cache that hold something of it. */
        List<Segment> cached() {
            return opened().stream()
                    .filter(s -> s.objects().stream().anyMatch(l -> lists(l.object())))
                    .toList();
        }

        /** Index objects that none of the segments holds. */
        List<NeededObject> missing(List<Segment> segments) {
            Map<String, NeededObject> missing = new LinkedHashMap<>(indexes);
            for (Segment segment : segments) {
                for (Segment.Listed listed : segment.objects()) {
                    if (lists(listed.object())) {
                        missing.remove(listed.object().name());
                    }
                }
            }
            return List.copyOf(missing.values());
        }

        private ObjectTable known(List<Segment> segments) {
            var known = new ObjectTable();
            for (Segment segment : segments) {
                Source.of(segment).packs(this::lists).stream()
                        .forEach(p -> known.put(
                                segment.table().packHigh(p), segment.table().packLow(p), 0));
            }
            return known;
        }

        /** Whole objects as segments, and what replaces those that cannot be read. */
        @Override
        public List<Segment> segments(List<NeededObject> wanted) {
            List<NeededObject> again = new ArrayList<>();
            List<NeededObject> wrong = wanted.stream().filter(this::isLie).toList();
            List<Segment> segments = new ArrayList<>(
                    source.segments(wanted.stream().filter(o -> !isLie(o)).toList(), again, SegmentFolder.Keep.CACHED));
            switch (unreadable) {
                case PASS_OVER -> again.clear();
                case REBUILD -> again.addAll(wrong);
                case REBUILD_WRONG -> {
                    again.clear();
                    again.addAll(wrong);
                }
            }
            if (!again.isEmpty()) {
                List<Segment> all = new ArrayList<>(cached());
                all.addAll(segments);
                segments.add(rebuilt(again, unknown(all, again)));
            }
            return segments;
        }

        @Override
        public void damaged(Segment segment) {
            LOG.warn(
                    "an index segment is damaged and will be made again: {}",
                    segment.file().map(String::valueOf).orElse("-"));
            folder.remove(segment);
        }

        /** From the packs' footers, in the place of what is lost. */
        private Segment rebuilt(List<NeededObject> lost, List<NeededObject> packs) {
            var footers = new FooterReader(regions, order, keys, observer);
            List<FinishedPack> read = new ArrayList<>();
            List<Source> sources = new ArrayList<>();
            int blobs = 0;
            for (NeededObject pack : packs) {
                try {
                    FinishedPack one = footers.read(pack.name(), pack.size(), pack.crc32c(), pack.digest());
                    read.add(one);
                    blobs += one.frames().stream()
                            .mapToInt(f -> f.blobs().size())
                            .sum();
                } catch (HikaeException e) {
                    LOG.warn("pack {} cannot be read: {}", pack.name(), e.getMessage());
                }
                if (blobs >= REBUILT_AT_ONCE) {
                    sources.add(standing(scratch(read), lost));
                    read.clear();
                    blobs = 0;
                }
            }
            sources.add(standing(scratch(read), lost));
            return folder.combine(sources, o -> true, SegmentFolder.Keep.SCRATCH);
        }

        /** Whichever of them a snapshot lists. */
        private static Source standing(IndexTable table, List<NeededObject> lost) {
            int[] all = Source.numbers(table.packs());
            return new Source(
                    table, lost.stream().map(o -> new Segment.Listed(o, all)).toList());
        }

        /** Packs of snapshots that list something lost, which nothing else that the same snapshot lists knows. */
        private List<NeededObject> unknown(List<Segment> segments, List<NeededObject> lost) {
            Map<String, NeededObject> unknown = new LinkedHashMap<>();
            for (Outcome outcome : outcomes) {
                if (lost.stream().anyMatch(outcome.objects()::contains)) {
                    ObjectTable known =
                            new Loading(regions, order, List.of(outcome), observer, unreadable).known(segments);
                    outcome.objects().stream()
                            .filter(o -> o.name().startsWith(ObjectNames.PACKS) && known.get(o.name()) < 0)
                            .forEach(o -> unknown.putIfAbsent(o.name(), o));
                }
            }
            return List.copyOf(unknown.values());
        }

        private IndexTable scratch(List<FinishedPack> packs) {
            var table = IndexTable.of(MappedBytes.of(IndexContent.encode(packs)));
            return folder.scratch(new Merge(List.of(Merge.Input.all(table))));
        }

        BlobIndex.Parts byRanges(List<Segment> segments, List<NeededObject> large) {
            long blocks = large.stream().mapToLong(NeededObject::size).sum() / IndexCodec.SEALED;
            var cache = new BlockCache();
            return new BlobIndex.Parts(
                    segments, large.stream().map(o -> source.remote(o, cache)).toList(), cache, (int)
                            Math.max(blocks / PROMOTE_PART, PROMOTE_LEAST));
        }

        BlobIndex index(BlobIndex.Parts parts) {
            return new BlobIndex(parts, this, this);
        }
    }
}
