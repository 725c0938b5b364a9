package dev.hikae.engine.index;

import dev.hikae.engine.keyring.RepositoryKeys;
import dev.hikae.engine.pack.FinishedPack;
import dev.hikae.engine.region.ReadObserver;
import dev.hikae.engine.snapshot.Outcome;
import dev.hikae.engine.snapshot.Outcome.NeededObject;
import dev.hikae.engine.store.Store;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/** Index objects of packs that nobody wrote, as many as one likes, for measuring. The blobs are {@link IndexRig}'s. */
public final class SyntheticIndex {
    private static final int AT_ONCE = 250;

    private final SegmentFolder folder;
    private final NewIndex writing;

    /** @param scratch a folder for temporary files */
    public SyntheticIndex(Store store, RepositoryKeys keys, Path scratch) {
        this.folder = new SegmentFolder(scratch);
        var regions = new OneStore(store);
        var objects = new IndexObjects(regions, List.of(), keys, ReadObserver.NONE, folder);
        this.writing = new NewIndex(
                new SessionIndex.Parts(Outcome.MOST_OBJECTS, objects, folder, keys, new SecureRandom(), regions));
    }

    /**
     * Writes index objects of about the sizes that sessions leave behind: one with most of it, and three each of a
     * fourth, a sixteenth … of that.
     *
     * @return packs and index objects as an outcome lists them
     */
    public List<NeededObject> write(int blobs) {
        int packs = Math.max(1, blobs / IndexRig.IN_PACK);
        List<NeededObject> objects = new ArrayList<>();
        for (int pack = 0; pack < packs; pack++) {
            objects.add(IndexRig.needed(pack));
        }
        int next = 0;
        int most = Math.max(1, packs / 2);
        objects.add(writing.seal(table(next, next + most).bytes()));
        next += most;
        for (int size = most / 4; size > 0 && next < packs; size /= 4) {
            for (int i = 0; i < 3 && next < packs; i++) {
                int end = Math.min(packs, next + size);
                objects.add(writing.seal(table(next, end).bytes()));
                next = end;
            }
        }
        if (next < packs) {
            objects.add(writing.seal(table(next, packs).bytes()));
        }
        return objects;
    }

    private IndexTable table(int from, int to) {
        List<Merge.Input> inputs = new ArrayList<>();
        for (int pack = from; pack < to; pack += AT_ONCE) {
            List<FinishedPack> packs = IndexRig.packs(pack, Math.min(to, pack + AT_ONCE));
            var sorted = IndexTable.of(MappedBytes.of(IndexContent.encode(packs)));
            inputs.add(Merge.Input.all(folder.scratch(new Merge(List.of(Merge.Input.all(sorted))))));
            if (inputs.size() == 64) {
                IndexTable one = folder.scratch(new Merge(inputs));
                inputs.clear();
                inputs.add(Merge.Input.all(one));
            }
        }
        return folder.scratch(new Merge(inputs));
    }
}
