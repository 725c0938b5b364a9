package dev.hikae.engine.index;

import dev.hikae.config.error.HikaeException;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.keyring.RepositoryKeys;
import dev.hikae.engine.pack.BlobId;
import dev.hikae.engine.pack.Dedup;
import dev.hikae.engine.pack.FinishedPack;
import dev.hikae.engine.pack.PackInfo;
import dev.hikae.engine.region.RegionWriter;
import dev.hikae.engine.snapshot.Outcome.NeededObject;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Predicate;

/** Dedup and index of one session: what is stored already, what this session stores, and what its snapshot needs. */
public final class SessionIndex implements Dedup {
    private final BlobIndex known;
    private final Predicate<NeededObject> present;
    private final ClaimTable claims;
    private final SessionRuns runs;
    private final NewIndex writing;
    private final int most;
    private final BitSet absentPacks = new BitSet();
    private final BitSet judgedPacks = new BitSet();
    private final BitSet neededPacks = new BitSet();
    private final List<NeededObject> newPacks = new ArrayList<>();

    /**
     * What it works with.
     *
     * @param most how many objects a snapshot may need
     * @param objects of the home region
     * @param folder for what does not fit into memory, and for the new segment
     * @param writer stores the index object in the session's regions
     */
    record Parts(
            int most,
            IndexObjects objects,
            SegmentFolder folder,
            RepositoryKeys keys,
            SecureRandom random,
            RegionWriter writer) {}

    /** @param present whether a pack or index object can be relied on; the blobs of others are stored again */
    SessionIndex(BlobIndex known, Predicate<NeededObject> present, Parts parts) {
        this.known = known;
        this.present = present;
        this.claims = new ClaimTable(parts.folder());
        this.runs = new SessionRuns(parts.folder());
        this.writing = new NewIndex(parts);
        this.most = parts.most();
    }

    @Override
    public boolean claim(BlobId id) {
        return !reuse(id) && claims.add(id);
    }

    /** True when the blob is stored by a committed session; then the snapshot needs its pack. */
    public boolean reuse(BlobId id) {
        int pack = known.packOf(id, this::isPresent);
        if (pack < 0) {
            return false;
        }
        synchronized (neededPacks) {
            neededPacks.set(pack);
        }
        return true;
    }

    private boolean isPresent(int pack) {
        synchronized (neededPacks) {
            if (neededPacks.get(pack)) {
                return true;
            }
            if (!judgedPacks.get(pack)) {
                judgedPacks.set(pack);
                boolean there = present.test(object(known.pack(pack)))
                        && known.objectsOf(pack).stream().anyMatch(present);
                absentPacks.set(pack, !there);
            }
            return !absentPacks.get(pack);
        }
    }

    @Override
    public synchronized void packed(FinishedPack pack) {
        newPacks.add(object(pack.info()));
        runs.add(pack);
    }

    /**
     * Nobody could list more.
     *
     * @param more packs and index objects besides those that this session stored
     */
    private void requireRoom(int more) {
        if (newPacks.size() + more > most) {
            throw new HikaeException(EngineError.TOO_MANY_OBJECTS, most);
        }
    }

    /**
     * Writes the session's index; returns every object the snapshot needs: packs first, then index objects.
     *
     * @throws HikaeException INDEX_LOST when the index of something that was not stored again became unreadable meanwhile,
     *     TOO_MANY_OBJECTS
     */
    public synchronized List<NeededObject> finish() {
        Cover cover = cover();
        return needed(cover, newPacks.isEmpty() ? cover.objects() : writing.write(runs.tables(), cover));
    }

    /** The same for a snapshot of what is stored so far; writes an index of what is new since it was last asked. */
    public synchronized List<NeededObject> soFar() {
        Cover cover = cover();
        List<NeededObject> objects = new ArrayList<>(cover.objects());
        objects.addAll(writing.soFar(runs.tables()));
        return needed(cover, objects);
    }

    private Cover cover() {
        try {
            synchronized (neededPacks) {
                Cover cover = Cover.of(known, neededPacks, present);
                requireRoom(cover.packs().size() + cover.objects().size());
                return cover;
            }
        } catch (DamagedSegment | FormatException | InternalError e) {
            throw new HikaeException(e, EngineError.INDEX_DAMAGED, String.valueOf(e.getMessage()));
        }
    }

    private List<NeededObject> needed(Cover cover, List<NeededObject> indexes) {
        requireRoom(cover.packs().size() + indexes.size());
        var objects = new ArrayList<>(newPacks);
        cover.packs().forEach(pack -> objects.add(object(pack)));
        objects.addAll(indexes);
        return List.copyOf(objects);
    }

    private static NeededObject object(PackInfo pack) {
        return new NeededObject(pack.name(), pack.size(), pack.crc32c(), pack.digest());
    }
}
