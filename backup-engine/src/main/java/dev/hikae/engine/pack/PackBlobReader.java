package dev.hikae.engine.pack;

import dev.hikae.config.error.Failure;
import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.engine.Cancellation;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.crypto.Aead;
import dev.hikae.engine.crypto.NotAuthenticException;
import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.keyring.RepositoryKeys;
import dev.hikae.engine.region.RangeStream;
import dev.hikae.engine.region.ReadObserver;
import dev.hikae.engine.region.Regions;
import dev.hikae.engine.store.StoreError;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** Reads blobs from packs in the regions, with the regions' order of preference and fall-over. */
public final class PackBlobReader implements BlobReader {
    /** The longest range read at once, and the longest gap worth reading over. It streams: its length costs no memory. */
    private static final int LONGEST_RANGE = 64 << 20;

    private static final int LONGEST_GAP = 64 << 10;
    private static final int KEYS_KEPT = 512;
    private static final int FRAMES_KEPT = 6;

    private final Regions regions;
    private final List<RegionName> order;
    private final BlobLocator index;
    private final RepositoryKeys keys;
    private final ReadObserver observer;
    private final Map<Integer, Header> headers = lru(KEYS_KEPT);
    private final Map<Long, byte[]> frames = lru(FRAMES_KEPT);
    /** As many as ever read at once; each keeps its buffers for the next range. */
    private final Queue<FrameDecoder> decoders = new ConcurrentLinkedQueue<>();

    public PackBlobReader(
            Regions regions, List<RegionName> order, BlobLocator index, RepositoryKeys keys, ReadObserver observer) {
        this.regions = regions;
        this.order = List.copyOf(order);
        this.index = index;
        this.keys = keys;
        this.observer = observer;
    }

    /** A pack's header, and the keys of its groups as they were asked for. */
    private final class Header {
        private final PackHeader parsed;
        private final Map<Integer, Aead> opened = new ConcurrentHashMap<>();

        Header(PackHeader parsed) {
            this.parsed = parsed;
        }

        PackGroup group(int number) {
            return parsed.group(number);
        }

        /** Compared with the group's commitment. */
        Aead key(int group) {
            return opened.computeIfAbsent(group, g -> parsed.group(g).open(keys));
        }
    }

    @Override
    public ByteBuffer read(BlobId id) {
        Place place = locate(id);
        try {
            return read(id, place);
        } catch (HikaeException e) {
            return elsewhere(id, place, requireLost(e), other -> read(id, other));
        }
    }

    private ByteBuffer read(BlobId id, Place place) {
        long key = ((long) place.pack() << 32) | place.frame();
        byte[] raw = cached(frames, key).orElseGet(() -> {
            byte[] read = readFrame(place.pack(), place.frame(), id);
            keep(frames, key, read);
            return read;
        });
        ByteBuffer blob = checked(id, place, ByteBuffer.wrap(raw), other -> keep(frames, key, other));
        return 2 * blob.remaining() > raw.length ? blob.asReadOnlyBuffer() : copied(blob);
    }

    /**
     * From another pack that holds the blob, too: one region may have the pack that was repacked, another the one that stands for
     * it.
     */
    private <T> T elsewhere(BlobId id, Place lost, HikaeException why, Function<Place, T> read) {
        Set<Integer> tried = new HashSet<>(Set.of(lost.pack()));
        Optional<Place> other = index.elsewhere(id, tried);
        while (other.isPresent()) {
            try {
                return read.apply(other.get());
            } catch (HikaeException e) {
                why.addSuppressed(requireLost(e));
            }
            tried.add(other.get().pack());
            other = index.elsewhere(id, tried);
        }
        throw why;
    }

    /** A small blob does not keep its whole frame in memory. */
    private static ByteBuffer copied(ByteBuffer blob) {
        byte[] own = new byte[blob.remaining()];
        blob.get(own);
        return ByteBuffer.wrap(own).asReadOnlyBuffer();
    }

    @Override
    public Place locate(BlobId id) {
        return index.find(id)
                .orElseThrow(() -> new HikaeException(EngineError.BLOB_LOST, id, "no index object names it"));
    }

    /** @param frame backed by an array */
    private ByteBuffer checked(BlobId id, Place place, ByteBuffer frame) {
        BlobKind kind = index.pack(place.pack()).kind();
        if (place.offset() < 0
                || place.length() < 0
                || (long) place.offset() + place.length() > frame.remaining()
                || !kind.idOf(
                                keys.blobIds(),
                                frame.array(),
                                frame.arrayOffset() + frame.position() + place.offset(),
                                place.length())
                        .equals(id)) {
            throw new HikaeException(
                    EngineError.BLOB_LOST, id, index.pack(place.pack()).name() + " holds other bytes in its place");
        }
        return frame.slice(frame.position() + place.offset(), place.length());
    }

    private byte[] readFrame(int pack, int number, BlobId id) {
        try {
            Frame frame = index.frame(pack, number);
            Header header = header(pack, frame.group());
            try {
                return readFrame(pack, header, frame, order);
            } catch (HikaeException e) {
                // Throws what says nothing about it.
                lost(id, e);
                return fromOne(pack, frame, read -> {}, e);
            }
        } catch (FormatException | HikaeException e) {
            throw lost(id, e);
        }
    }

    private byte[] readFrame(int pack, Header header, Frame frame, List<RegionName> from) {
        return regions.read(
                index.pack(pack).name(),
                frame.offset(),
                frame.sealedLength(),
                from,
                observer,
                bytes -> authentic(() -> open(pack, header, frame, exactly(bytes, frame.sealedLength()), 0)));
    }

    /**
     * Header and frame from one region after the other: what opens need not be this pack's, since in one region another pack may lie in
     * its place, whole.
     *
     * @param check throws when it is not the frame
     */
    private byte[] fromOne(int pack, Frame frame, Consumer<byte[]> check, HikaeException why) {
        for (RegionName region : order.isEmpty() ? regions.names() : order) {
            try {
                List<RegionName> alone = List.of(region);
                Header header = readHeader(index.pack(pack), frame.group(), alone);
                byte[] read = readFrame(pack, header, frame, alone);
                check.accept(read);
                keep(headers, pack, header);
                return read;
            } catch (FormatException | HikaeException e) {
                if (e instanceof HikaeException known && known.code().failure() == Failure.CANCELLED) {
                    throw known;
                }
                why.addSuppressed(e);
            }
        }
        throw why;
    }

    /** The blob, from this frame or from the same one in another region. */
    private ByteBuffer checked(BlobId id, Place place, ByteBuffer frame, Consumer<byte[]> instead) {
        try {
            return checked(id, place, frame);
        } catch (HikaeException e) {
            byte[] other = fromOne(
                    place.pack(),
                    index.frame(place.pack(), place.frame()),
                    read -> checked(id, place, ByteBuffer.wrap(read)),
                    e);
            instead.accept(other);
            return checked(id, place, ByteBuffer.wrap(other));
        }
    }

    /**
     * A blob is lost when its place is damaged, or a medium cannot read it, wherever it was looked for. Throws what
     * says nothing about it: a region that does not answer, a refused key, a cancelled read.
     */
    private static HikaeException lost(BlobId id, RuntimeException e) {
        if (e instanceof HikaeException known
                && known.code().failure() != Failure.VERIFICATION
                && known.code() != StoreError.INPUT_OUTPUT) {
            throw known;
        }
        return new HikaeException(e, EngineError.BLOB_LOST, id, String.valueOf(e.getMessage()));
    }

    private static HikaeException requireLost(HikaeException e) {
        if (e.code() != EngineError.BLOB_LOST) {
            throw e;
        }
        return e;
    }

    /** A header in which at least this group opens. */
    private Header header(int pack, int group) {
        Optional<Header> known = cached(headers, pack);
        if (known.isPresent()) {
            try {
                known.get().key(group);
                return known.get();
            } catch (FormatException | NotAuthenticException e) {
                // Another region's may be whole there.
            }
        }
        Header read = readHeader(index.pack(pack), group, order);
        keep(headers, pack, read);
        return read;
    }

    private Header readHeader(PackInfo info, int group, List<RegionName> from) {
        return beginning(
                        info,
                        PackHeader.USUAL,
                        from,
                        bytes -> PackHeader.lengthOf(bytes) <= PackHeader.USUAL
                                ? Optional.of(header(info, bytes, group))
                                : Optional.<Header>empty())
                .orElseGet(
                        () -> beginning(info, lengthOfHeader(info, from), from, bytes -> header(info, bytes, group)));
    }

    private int lengthOfHeader(PackInfo info, List<RegionName> from) {
        return beginning(info, PackHeader.USUAL, from, PackHeader::lengthOf);
    }

    private <T> T beginning(PackInfo info, int length, List<RegionName> from, Regions.Decoder<T> decoder) {
        return regions.read(info.name(), 0, Math.min(length, info.size()), from, observer, decoder);
    }

    private Header header(PackInfo info, ByteBuffer bytes, int group) {
        PackHeader parsed = PackHeader.parse(bytes);
        if (parsed.kind() != info.kind()) {
            throw new FormatException("is a pack of another kind");
        }
        return authentic(() -> {
            var header = new Header(parsed);
            header.key(group);
            return header;
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

    private byte[] open(int pack, Header header, Frame frame, byte[] sealed, int from) {
        PackGroup group = header.group(frame.group());
        byte[] aad = group.frameAad(keys.repositoryId(), index.pack(pack).kind(), frame);
        byte[] data = header.key(frame.group()).open(frame.ordinal(), aad, sealed, from, frame.sealedLength());
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
        List<Wanted> wanted = new ArrayList<>(ids.size());
        for (BlobId id : new LinkedHashSet<>(ids)) {
            try {
                Place place = locate(id);
                wanted.add(new Wanted(id, place, index.frame(place.pack(), place.frame())));
            } catch (HikaeException e) {
                sink.lost(id, requireLost(e));
            } catch (FormatException e) {
                sink.lost(id, lost(id, e));
            }
        }
        wanted.sort(Comparator.comparing(Wanted::place));
        FrameDecoder decoder = decoders.poll();
        if (decoder == null) {
            decoder = new FrameDecoder();
        }
        try {
            for (int from = 0, to; from < wanted.size(); from = to) {
                to = endOfRange(wanted, from);
                readRange(wanted.subList(from, to), decoder, sink, cancellation);
            }
        } finally {
            decoders.add(decoder);
        }
    }

    private record Wanted(BlobId id, Place place, Frame frame) {
        boolean sameFrame(Wanted other) {
            return place.pack() == other.place.pack() && place.frame() == other.place.frame();
        }
    }

    /** How many of the sorted blobs one read serves. */
    private static int endOfRange(List<Wanted> wanted, int from) {
        Wanted first = wanted.get(from);
        int end = from + 1;
        while (end < wanted.size() && joins(first, wanted.get(end - 1), wanted.get(end))) {
            end++;
        }
        return end;
    }

    private static boolean joins(Wanted first, Wanted last, Wanted next) {
        if (first.place().pack() != next.place().pack()) {
            return false;
        }
        return next.sameFrame(last)
                || next.frame().offset() >= last.frame().end()
                        && next.frame().offset() - last.frame().end() <= LONGEST_GAP
                        && next.frame().end() - first.frame().offset() <= LONGEST_RANGE;
    }

    /** One read for many frames. What does not come that way is read frame by frame, with fall-over. */
    private void readRange(List<Wanted> run, FrameDecoder decoder, Sink sink, Cancellation cancellation) {
        if (cancellation.requested()) {
            throw new HikaeException(EngineError.CANCELLED);
        }
        int pack = run.getFirst().place().pack();
        Frame first = run.getFirst().frame();
        boolean withHeader =
                first.offset() <= LONGEST_GAP && cached(headers, pack).isEmpty();
        int begin = withHeader ? 0 : first.offset();
        try (RangeStream range = range(pack, begin, run.getLast().frame().end() - begin)) {
            if (withHeader) {
                keepHeader(pack, first.group(), range, first.offset());
            }
            for (int from = 0, to; from < run.size(); from = to) {
                to = from + 1;
                while (to < run.size() && run.get(to).sameFrame(run.get(from))) {
                    to++;
                }
                deliver(run.subList(from, to), range, decoder, sink);
            }
        }
    }

    private RangeStream range(int pack, int offset, int length) {
        try {
            return regions.stream(index.pack(pack).name(), offset, length, order);
        } catch (HikaeException e) {
            return RangeStream.NOTHING;
        }
    }

    /** A header that comes with the first frames need not be asked for; one that is not right is, and then read where it is right. */
    private void keepHeader(int pack, int group, RangeStream range, int length) {
        byte[] bytes = new byte[length];
        try {
            if (range.read(0, length, bytes)) {
                keep(headers, pack, header(index.pack(pack), ByteBuffer.wrap(bytes), group));
                observer.read(range.region(), length);
            }
        } catch (FormatException | HikaeException e) {
            // Damaged, or longer than what came: who needs it asks for it and is told.
            return;
        }
    }

    private void deliver(List<Wanted> wanted, RangeStream range, FrameDecoder decoder, Sink sink) {
        Place place = wanted.getFirst().place();
        Optional<ByteBuffer> streamed = fromRange(wanted.getFirst(), range, decoder);
        ByteBuffer raw;
        try {
            raw = streamed.orElseGet(() -> ByteBuffer.wrap(
                    readFrame(place.pack(), place.frame(), wanted.getFirst().id())));
        } catch (HikaeException e) {
            HikaeException why = requireLost(e);
            wanted.forEach(w -> deliverElsewhere(w, why, sink));
            return;
        }
        for (Wanted one : wanted) {
            ByteBuffer content;
            try {
                content = checked(one.id(), one.place(), raw, other -> {});
            } catch (HikaeException e) {
                deliverElsewhere(one, e, sink);
                continue;
            }
            sink.blob(one.id(), content.asReadOnlyBuffer());
        }
    }

    private void deliverElsewhere(Wanted one, HikaeException why, Sink sink) {
        ByteBuffer content;
        try {
            content = elsewhere(one.id(), one.place(), why, other -> read(one.id(), other));
        } catch (HikaeException e) {
            sink.lost(one.id(), requireLost(e));
            return;
        }
        sink.blob(one.id(), content.asReadOnlyBuffer());
    }

    private Optional<ByteBuffer> fromRange(Wanted wanted, RangeStream range, FrameDecoder decoder) {
        int pack = wanted.place().pack();
        Frame frame = wanted.frame();
        try {
            if (!range.read(frame.offset(), frame.sealedLength(), decoder.room(frame.sealedLength()))) {
                return Optional.empty();
            }
            observer.read(range.region(), frame.sealedLength());
            Header header = header(pack, frame.group());
            PackGroup group = header.group(frame.group());
            byte[] aad = group.frameAad(keys.repositoryId(), index.pack(pack).kind(), frame);
            return Optional.of(decoder.open(header.key(frame.group()), aad, frame));
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
