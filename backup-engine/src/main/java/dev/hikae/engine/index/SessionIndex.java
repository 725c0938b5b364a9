package dev.hikae.engine.index;

import dev.hikae.engine.crypto.Digests;
import dev.hikae.engine.format.ObjectNames;
import dev.hikae.engine.keyring.RepositoryKeys;
import dev.hikae.engine.pack.BlobId;
import dev.hikae.engine.pack.Dedup;
import dev.hikae.engine.pack.FinishedPack;
import dev.hikae.engine.pack.PackInfo;
import dev.hikae.engine.snapshot.Outcome.NeededObject;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/** Dedup and index of one session: what is stored already, what this session stores, and what its snapshot needs. */
public final class SessionIndex implements Dedup {
    /** Blobs after which an index object is written, so that memory stays bounded. */
    private static final int FLUSH_AT = 128 << 10;

    private final BlobIndex known;
    private final Predicate<NeededObject> present;
    private final BitSet absentPacks = new BitSet();
    private final BitSet judgedPacks = new BitSet();
    private final RepositoryKeys keys;
    private final SecureRandom random;
    private final BiConsumer<String, ByteBuffer> put;
    private final ClaimSet claims = new ClaimSet();
    private final BitSet neededPacks = new BitSet();
    private final List<NeededObject> newPacks = new ArrayList<>();
    private final List<NeededObject> newIndexes = new ArrayList<>();
    private final List<FinishedPack> pending = new ArrayList<>();
    private int pendingBlobs;

    /**
     * @param present whether a pack or index object can be relied on; the blobs of others are stored again
     * @param put stores an index object in the session's regions
     */
    public SessionIndex(
            BlobIndex known,
            Predicate<NeededObject> present,
            RepositoryKeys keys,
            SecureRandom random,
            BiConsumer<String, ByteBuffer> put) {
        this.known = known;
        this.present = present;
        this.keys = keys;
        this.random = random;
        this.put = put;
    }

    @Override
    public boolean claim(BlobId id) {
        return !reuse(id) && claims.add(id);
    }

    /** True when the blob is stored by a committed session; then the snapshot needs its pack. */
    public boolean reuse(BlobId id) {
        int pack = known.packOf(id);
        if (pack < 0) {
            return false;
        }
        synchronized (neededPacks) {
            if (isAbsent(pack)) {
                return false;
            }
            neededPacks.set(pack);
        }
        return true;
    }

    private boolean isAbsent(int pack) {
        if (!judgedPacks.get(pack)) {
            judgedPacks.set(pack);
            absentPacks.set(pack, !present.test(object(known.pack(pack))) || !present.test(known.objectOf(pack)));
        }
        return absentPacks.get(pack);
    }

    @Override
    public synchronized void packed(FinishedPack pack) {
        newPacks.add(object(pack.info()));
        pending.add(pack);
        pendingBlobs += pack.frames().stream().mapToInt(f -> f.blobs().size()).sum();
        if (pendingBlobs >= FLUSH_AT) {
            flush();
        }
    }

    private void flush() {
        if (pending.isEmpty()) {
            return;
        }
        byte[] plain = IndexContent.encode(pending);
        byte[] object = IndexCodec.seal(plain, plain.length, keys, random);
        byte[] id = new byte[16];
        random.nextBytes(id);
        String name = ObjectNames.index(id);
        put.accept(name, ByteBuffer.wrap(object));
        newIndexes.add(
                new NeededObject(name, object.length, Digests.crc32c(ByteBuffer.wrap(object)), Digests.sha256(object)));
        pending.clear();
        pendingBlobs = 0;
    }

    /** Writes what is left of the index; returns every object the snapshot needs: packs first, then index objects. */
    public synchronized List<NeededObject> finish() {
        flush();
        var objects = new ArrayList<>(newPacks);
        var indexes = new LinkedHashSet<NeededObject>();
        synchronized (neededPacks) {
            neededPacks.stream().forEach(pack -> {
                objects.add(object(known.pack(pack)));
                indexes.add(known.objectOf(pack));
            });
        }
        objects.addAll(indexes);
        objects.addAll(newIndexes);
        return List.copyOf(objects);
    }

    private static NeededObject object(PackInfo pack) {
        return new NeededObject(pack.name(), pack.size(), pack.crc32c(), pack.sha256());
    }
}
