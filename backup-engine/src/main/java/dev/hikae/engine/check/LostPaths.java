package dev.hikae.engine.check;

import dev.hikae.config.id.SnapshotId;
import dev.hikae.engine.RawPath;
import dev.hikae.engine.crypto.NotAuthenticException;
import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.history.History;
import dev.hikae.engine.index.BlobIndex;
import dev.hikae.engine.index.IndexLoader;
import dev.hikae.engine.keyring.RepositoryKeys;
import dev.hikae.engine.pack.BlobId;
import dev.hikae.engine.pack.PackBlobReader;
import dev.hikae.engine.region.ReadObserver;
import dev.hikae.engine.region.Regions;
import dev.hikae.engine.restore.Deep;
import dev.hikae.engine.snapshot.Outcome;
import dev.hikae.engine.tree.BlobTreeReader;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Which entries of snapshots need what is lost. Reads pages only, from any region, so the metadata key is enough. Of a
 * directory or a list of extents that is lost itself, the entry it belongs to is told.
 */
public final class LostPaths {
    private final Regions regions;
    private final RepositoryKeys keys;
    private final IndexLoader indexes;
    private final Consumer<RawPath> each;

    /** What is lost. */
    public interface Lost {
        /** Whether something of an object is. */
        boolean touches(String object);

        /** Whether something wrong was said of a pack: then nothing that was found whole for another snapshot counts for one that lists it. */
        default boolean isDoubtful(String object) {
            return false;
        }

        /** Whether a frame of such a pack is. */
        boolean frame(String pack, int number);
    }

    /** @param each hears the path of every page that is read */
    public LostPaths(Regions regions, RepositoryKeys keys, IndexLoader indexes, Consumer<RawPath> each) {
        this.regions = regions;
        this.keys = keys;
        this.indexes = indexes;
        this.each = each;
    }

    /** @param sink may hear of one entry several times */
    public void run(List<Outcome> outcomes, Lost lost, BiConsumer<SnapshotId, RawPath> sink) {
        BlobIndex index = indexes.load(regions, List.of(), outcomes, ReadObserver.NONE, IndexLoader.Unreadable.REBUILD);
        var whole = new PageMemory();
        Deep.call(() -> {
            outcomes.forEach(o ->
                    follow(o, new ListedBlobs(index, o, lost), isDoubtful(o, lost) ? new PageMemory() : whole, sink));
            return true;
        });
    }

    private static boolean isDoubtful(Outcome outcome, Lost lost) {
        return outcome.objects().stream().anyMatch(o -> lost.isDoubtful(o.name()));
    }

    private void follow(Outcome outcome, ListedBlobs listed, PageMemory whole, BiConsumer<SnapshotId, RawPath> sink) {
        BlobId root;
        try {
            root = BlobId.of(History.manifest(outcome, keys).tree());
        } catch (FormatException | NotAuthenticException e) {
            sink.accept(outcome.snapshot(), RawPath.of("/"));
            return;
        }
        var blobs = new PackBlobReader(regions, List.of(), listed, keys, ReadObserver.NONE);
        var trees = new BlobTreeReader(blobs::read);
        new TreeWalk(
                        listed,
                        trees,
                        whole,
                        each,
                        (path, key, detail) -> sink.accept(outcome.snapshot(), path.isEmpty() ? RawPath.of("/") : path))
                .follow(root);
    }
}
