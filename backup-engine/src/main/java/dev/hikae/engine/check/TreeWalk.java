package dev.hikae.engine.check;

import dev.hikae.config.error.Failure;
import dev.hikae.config.error.HikaeException;
import dev.hikae.engine.RawPath;
import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.pack.BlobId;
import dev.hikae.engine.pack.BlobReader.Place;
import dev.hikae.engine.tree.BlobTreeReader;
import dev.hikae.engine.tree.BlobTreeReader.Page;
import dev.hikae.engine.tree.Content;
import dev.hikae.engine.tree.Extent;
import dev.hikae.engine.tree.Node;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Follows a tree from its root page: every page can be read, and every blob of a file is in a pack and an index object that the
 * outcome lists. Reads pages only.
 *
 * <p>A page found whole for one snapshot is not read again for another one that lists all index objects it needs. Recurses
 * as deep as the trees do.
 */
final class TreeWalk {
    private final ListedBlobs listed;
    private final BlobTreeReader trees;
    private final Consumer<RawPath> each;
    private final Fault fault;
    private final PageMemory whole;

    /** Hears what is wrong with a path: the message's key, and its last parameter. */
    interface Fault {
        void at(RawPath path, String key, String detail);
    }

    /**
     * For one snapshot.
     *
     * @param listed what its outcome lists
     * @param whole what was found whole, over all snapshots
     * @param each hears the path of every page that is read
     */
    TreeWalk(ListedBlobs listed, BlobTreeReader trees, PageMemory whole, Consumer<RawPath> each, Fault fault) {
        this.listed = listed;
        this.whole = whole;
        this.trees = trees;
        this.each = each;
        this.fault = fault;
    }

    /** Looks at the whole tree. */
    void follow(BlobId root) {
        directory(root, RawPath.of(""), new BitSet());
    }

    private boolean directory(BlobId page, RawPath path, BitSet needs) {
        return page(page, path, needs, trees::directoryPage, this::directory);
    }

    private boolean extents(BlobId page, RawPath path, BitSet needs) {
        return page(page, path, needs, trees::extentPage, this::extents);
    }

    /** One step down; true when all is well there, and then the index objects needed were added. */
    private interface Step {
        boolean go(BlobId page, RawPath path, BitSet needs);
    }

    private boolean page(BlobId id, RawPath path, BitSet needs, Function<BlobId, Page> read, Step below) {
        Optional<BitSet> known = whole.find(id);
        if (known.isPresent() && listed.listsAll(known.get())) {
            needs.or(known.get());
            return true;
        }
        each.accept(path);
        var mine = new BitSet();
        boolean well = blob(id, path, mine)
                && read(id, path, read)
                        .map(page -> holds(page, path, mine, below))
                        .orElse(false);
        if (well) {
            whole.put(id, mine);
        }
        needs.or(mine);
        return well;
    }

    private Optional<Page> read(BlobId id, RawPath path, Function<BlobId, Page> read) {
        try {
            return Optional.of(read.apply(id));
        } catch (HikaeException e) {
            if (e.code().failure() != Failure.VERIFICATION) {
                throw e;
            }
            fault.at(path, "check.page-unreadable", String.valueOf(e.getMessage()));
        } catch (FormatException e) {
            fault.at(path, "check.page-unreadable", "page " + id + " " + e.getMessage());
        }
        return Optional.empty();
    }

    private boolean holds(Page page, RawPath path, BitSet needs, Step below) {
        boolean well = true;
        for (BlobId id : page.below()) {
            well &= below.go(id, path, needs);
        }
        for (Node node : page.nodes()) {
            well &= node(node, path, needs);
        }
        return extents(page.extents(), path, needs) && well;
    }

    private boolean node(Node node, RawPath path, BitSet needs) {
        RawPath full = path.resolve(node.entry().name());
        return switch (node.content()) {
            case Content.None n -> true;
            case Content.Directory d -> directory(d.page(), full, needs);
            case Content.Extents e -> extents(e.extents(), full, needs);
            case Content.ExtentPages p -> extents(p.page(), full, needs);
        };
    }

    private boolean extents(List<Extent> extents, RawPath path, BitSet needs) {
        boolean well = true;
        for (Extent extent : extents) {
            if (extent instanceof Extent.Data data) {
                well &= blob(data.blob(), path, needs);
            }
        }
        return well;
    }

    private boolean blob(BlobId id, RawPath path, BitSet needs) {
        Optional<Place> place = listed.find(id);
        if (place.isEmpty()) {
            fault.at(path, "check.blob-missing", id.toString());
            return false;
        }
        needs.set(listed.objectNumber(place.get()));
        return true;
    }
}
