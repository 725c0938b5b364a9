package dev.hikae.engine.pack;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.engine.Cancellation;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.crypto.Aead;
import dev.hikae.engine.crypto.NotAuthenticException;
import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.keyring.RepositoryKeys;
import dev.hikae.engine.region.ReadObserver;
import dev.hikae.engine.region.Regions;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Reads blobs from packs in the regions, with the regions' order of preference and fall-over. */
public final class PackBlobReader implements BlobReader {
    /** The longest range read at once, and the longest gap worth reading over. */
    private static final int LONGEST_RANGE = 8 << 20;

    private static final int LONGEST_GAP = 64 << 10;
    private static final int KEYS_KEPT = 512;
    private static final int FRAMES_KEPT = 12;

    private final Regions regions;
    private final List<RegionName> order;
    private final BlobLocator index;
    private final RepositoryKeys keys;
    private final ReadObserver observer;
    private final Map<Integer, OpenedHeader> headers = lru(KEYS_KEPT);
    private final Map<Long, byte[]> frames = lru(FRAMES_KEPT);

    public PackBlobReader(
            Regions regions, List<RegionName> order, BlobLocator index, RepositoryKeys keys, ReadObserver observer) {
        this.regions = regions;
        this.order = List.copyOf(order);
        this.index = index;
        this.keys = keys;
        this.observer = observer;
    }

    /** A pack's header with the keys of its groups, opened and compared. */
    private record OpenedHeader(PackHeader header, List<Aead> keys) {}

    @Override
    public ByteBuffer read(BlobId id) {
        Place place = locate(id);
        long key = ((long) place.pack() << 32) | place.frame();
        byte[] raw = cached(frames, key).orElseGet(() -> {
            byte[] read = readFrame(place.pack(), place.frame(), id);
            keep(frames, key, read);
            return read;
        });
        return checked(id, place, raw);
    }

    @Override
    public Place locate(BlobId id) {
        return index.find(id)
                .orElseThrow(() -> new HikaeException(EngineError.BLOB_LOST, id, "no index object names it"));
    }

    private ByteBuffer checked(BlobId id, Place place, byte[] raw) {
        BlobKind kind = index.pack(place.pack()).kind();
        if (place.offset() < 0
                || place.length() < 0
                || (long) place.offset() + place.length() > raw.length
                || !kind.idOf(keys.blobIds(), raw, place.offset(), place.length())
                        .equals(id)) {
            throw new HikaeException(
                    EngineError.BLOB_LOST, id, index.pack(place.pack()).name() + " holds other bytes in its place");
        }
        return ByteBuffer.wrap(raw, place.offset(), place.length()).slice().asReadOnlyBuffer();
    }

    private byte[] readFrame(int pack, int number, BlobId id) {
        try {
            Frame frame = index.frame(pack, number);
            OpenedHeader header = header(pack);
            return regions.read(
                    index.pack(pack).name(),
                    frame.offset(),
                    frame.sealedLength(),
                    order,
                    observer,
                    bytes -> authentic(() -> open(pack, header, frame, exactly(bytes, frame.sealedLength()), 0)));
        } catch (FormatException | HikaeException e) {
            throw new HikaeException(e, EngineError.BLOB_LOST, id, String.valueOf(e.getMessage()));
        }
    }

    private OpenedHeader header(int pack) {
        return cached(headers, pack).orElseGet(() -> {
            PackInfo info = index.pack(pack);
            OpenedHeader read = regions.read(info.name(), 0, PackHeader.USUAL, order, observer, bytes -> {
                PackHeader header = PackHeader.parse(bytes);
                if (header.kind() != info.kind()) {
                    throw new FormatException("is a pack of another kind");
                }
                return authentic(() -> new OpenedHeader(
                        header, header.groups().stream().map(g -> g.open(keys)).toList()));
            });
            keep(headers, pack, read);
            return read;
        });
    }

    /** What does not open is damaged as far as a region is concerned, and the next one is tried. */
    private static <T> T authentic(Supplier<T> opening) {
        try {
            return opening.get();
        } catch (NotAuthenticException e) {
            throw new FormatException("does not open: " + e.getMessage(), e);
        }
    }

    private byte[] open(int pack, OpenedHeader header, Frame frame, byte[] sealed, int from) {
        PackGroup group = header.header().group(frame.group());
        byte[] aad = group.frameAad(keys.repositoryId(), index.pack(pack).kind(), frame);
        byte[] data = header.keys().get(frame.group()).open(frame.ordinal(), aad, sealed, from, frame.sealedLength());
        return Compression.decompress(data, frame.codec(), frame.rawLength());
    }

    private static byte[] exactly(ByteBuffer bytes, int length) {
        if (bytes.remaining() != length) {
            throw new FormatException("is cut off");
        }
        if (bytes.hasArray() && bytes.arrayOffset() == 0 && bytes.array().length == length) {
            return bytes.array();
        }
        byte[] taken = new byte[length];
        bytes.get(taken);
        return taken;
    }

    @Override
    public void readAll(Collection<BlobId> ids, Sink sink, Cancellation cancellation) {
        var byFrame = new TreeMap<Place, List<Wanted>>();
        for (BlobId id : new java.util.LinkedHashSet<>(ids)) {
            try {
                Place place = locate(id);
                byFrame.computeIfAbsent(new Place(place.pack(), place.frame(), 0, 0), p -> new ArrayList<>())
                        .add(new Wanted(id, place));
            } catch (HikaeException e) {
                sink.lost(id, e);
            }
        }
        var run = new ArrayList<List<Wanted>>();
        for (List<Wanted> frame : byFrame.values()) {
            if (!run.isEmpty()
                    && !joins(run.getFirst().getFirst(), run.getLast().getFirst(), frame.getFirst())) {
                readRun(run, sink, cancellation);
                run.clear();
            }
            run.add(frame);
        }
        if (!run.isEmpty()) {
            readRun(run, sink, cancellation);
        }
    }

    private record Wanted(BlobId id, Place place) {}

    private boolean joins(Wanted first, Wanted last, Wanted next) {
        if (first.place().pack() != next.place().pack()) {
            return false;
        }
        Frame start = frame(first);
        Frame before = frame(last);
        Frame after = frame(next);
        return after.offset() >= before.end()
                && after.offset() - before.end() <= LONGEST_GAP
                && after.end() - start.offset() <= LONGEST_RANGE;
    }

    private Frame frame(Wanted wanted) {
        return index.frame(wanted.place().pack(), wanted.place().frame());
    }

    private void readRun(List<List<Wanted>> run, Sink sink, Cancellation cancellation) {
        if (cancellation.requested()) {
            throw new HikaeException(EngineError.CANCELLED);
        }
        int start = frame(run.getFirst().getFirst()).offset();
        int length = frame(run.getLast().getFirst()).end() - start;
        Optional<byte[]> range = run.size() == 1 ? Optional.empty() : range(run, start, length);
        for (List<Wanted> frame : run) {
            deliver(frame, range, start, sink);
        }
    }

    /** One read for many frames; empty when that fails, and then each frame is read on its own with fall-over. */
    private Optional<byte[]> range(List<List<Wanted>> run, int start, int length) {
        String name = index.pack(run.getFirst().getFirst().place().pack()).name();
        try {
            return Optional.of(regions.read(name, start, length, order, observer, bytes -> exactly(bytes, length)));
        } catch (HikaeException | FormatException e) {
            return Optional.empty();
        }
    }

    private void deliver(List<Wanted> wanted, Optional<byte[]> range, int start, Sink sink) {
        Place place = wanted.getFirst().place();
        byte[] raw;
        try {
            raw = range.flatMap(r -> fromRange(place, r, start))
                    .orElseGet(() -> readFrame(
                            place.pack(), place.frame(), wanted.getFirst().id()));
        } catch (HikaeException e) {
            wanted.forEach(w -> sink.lost(w.id(), e));
            return;
        }
        for (Wanted one : wanted) {
            ByteBuffer content;
            try {
                content = checked(one.id(), one.place(), raw);
            } catch (HikaeException e) {
                sink.lost(one.id(), e);
                continue;
            }
            sink.blob(one.id(), content);
        }
    }

    private Optional<byte[]> fromRange(Place place, byte[] range, int start) {
        Frame frame = index.frame(place.pack(), place.frame());
        int from = frame.offset() - start;
        try {
            return Optional.of(open(place.pack(), header(place.pack()), frame, range, from));
        } catch (FormatException | NotAuthenticException | HikaeException e) {
            return Optional.empty();
        }
    }

    private static <K, V> Map<K, V> lru(int most) {
        return new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > most;
            }
        };
    }

    private static <K, V> Optional<V> cached(Map<K, V> map, K key) {
        synchronized (map) {
            return Optional.ofNullable(map.get(key));
        }
    }

    private static <K, V> void keep(Map<K, V> map, K key, V value) {
        synchronized (map) {
            map.put(key, value);
        }
    }
}
