package dev.hikae.engine.index;

import dev.hikae.config.id.Ids;
import dev.hikae.engine.format.ObjectDigest;
import dev.hikae.engine.format.ObjectNames;
import dev.hikae.engine.keyring.Keyring;
import dev.hikae.engine.keyring.RepositoryKeys;
import dev.hikae.engine.pack.BlobId;
import dev.hikae.engine.pack.BlobKind;
import dev.hikae.engine.pack.FinishedPack;
import dev.hikae.engine.pack.Frame;
import dev.hikae.engine.pack.FrameBlob;
import dev.hikae.engine.pack.PackInfo;
import dev.hikae.engine.region.ReadObserver;
import dev.hikae.engine.snapshot.Certificate;
import dev.hikae.engine.snapshot.Outcome;
import dev.hikae.engine.snapshot.Outcome.NeededObject;
import dev.hikae.engine.store.Store;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** Index objects of packs that nobody ever wrote: blob number n lies in pack n / 1000, ten blobs a frame. */
final class IndexRig {
    static final int IN_PACK = 1000;
    static final int IN_FRAME = 10;
    static final int LENGTH = 16 << 10;

    final SecureRandom random = new SecureRandom();
    final RepositoryKeys keys;
    final OneStore regions;
    final SegmentFolder folder;
    private final Path cache;

    IndexRig(Store store, Path cache) {
        this(store, cache, new RepositoryKeys(Keyring.generate(new SecureRandom())));
    }

    IndexRig(Store store, Path cache, RepositoryKeys keys) {
        this.keys = keys;
        this.regions = new OneStore(store);
        this.cache = cache;
        this.folder = new SegmentFolder(cache.resolve("rig"));
    }

    IndexLoader loader() {
        return new IndexLoader(keys, cache);
    }

    Path segments() {
        return cache.resolve(HexFormat.of().formatHex(keys.repositoryId())).resolve("index");
    }

    /** Evenly spread over all ids, and always the same. */
    static BlobId blob(long number) {
        return new BlobId(mix(number), mix(~number), mix(number ^ 1L << 62), mix(number ^ 1L << 61));
    }

    /** The finalizer of SplitMix64. */
    static long mix(long number) {
        long z = number + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    static byte[] packId(int pack) {
        return ByteBuffer.allocate(16).putLong(mix(pack)).putLong(pack).array();
    }

    static PackInfo packInfo(int pack) {
        return new PackInfo(packId(pack), BlobKind.DATA, 32 << 20, pack, ObjectDigest.ofBytes(new byte[32]));
    }

    static Frame frame(int number) {
        return new Frame(0, number, number * IN_FRAME * LENGTH, IN_FRAME * LENGTH, 0, IN_FRAME * LENGTH);
    }

    static FinishedPack pack(int pack) {
        List<FinishedPack.FrameContent> frames = new ArrayList<>();
        for (int f = 0; f < IN_PACK / IN_FRAME; f++) {
            long first = (long) pack * IN_PACK + (long) f * IN_FRAME;
            frames.add(new FinishedPack.FrameContent(
                    frame(f),
                    IntStream.range(0, IN_FRAME)
                            .mapToObj(i -> new FrameBlob(BlobKind.DATA, blob(first + i), LENGTH))
                            .toList()));
        }
        return new FinishedPack(packInfo(pack), frames);
    }

    static List<FinishedPack> packs(int from, int to) {
        return IntStream.range(from, to).mapToObj(IndexRig::pack).toList();
    }

    static NeededObject needed(int pack) {
        PackInfo info = packInfo(pack);
        return new NeededObject(info.name(), info.size(), info.crc32c(), info.digest());
    }

    /** Seals and stores an index object for some packs. */
    NeededObject put(List<FinishedPack> packs) {
        return put(MappedBytes.of(IndexContent.encode(packs)));
    }

    NeededObject put(Bytes table) {
        return new NewIndex(parts()).seal(table);
    }

    SessionIndex.Parts parts() {
        return parts(Outcome.MOST_OBJECTS);
    }

    private SessionIndex.Parts parts(int most) {
        var objects = new IndexObjects(regions, List.of(), keys, ReadObserver.NONE, folder);
        return new SessionIndex.Parts(most, objects, folder, keys, random, regions);
    }

    /** A session whose snapshot may need so many objects. */
    SessionIndex session(BlobIndex known, Predicate<NeededObject> present, int most) {
        return new SessionIndex(known, present, parts(most));
    }

    /** An outcome that lists these packs and index objects. */
    Outcome outcome(Collection<Integer> packs, NeededObject... indexes) {
        Set<NeededObject> objects = new LinkedHashSet<>();
        packs.forEach(p -> objects.add(needed(p)));
        objects.addAll(List.of(indexes));
        return outcome(List.copyOf(objects));
    }

    Outcome outcome(List<NeededObject> objects) {
        byte[] session = new byte[16];
        random.nextBytes(session);
        return new Outcome(
                ObjectNames.outcome(ObjectNames.session(0, 0, session)),
                keys.repositoryId(),
                keys.keyring().signer(Certificate.Role.WRITER).orElseThrow().certificate(),
                1,
                List.of(),
                new Ids(() -> Instant.EPOCH, random).snapshot(),
                Instant.EPOCH,
                objects,
                new byte[100]);
    }

    static List<Integer> numbers(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }
}
