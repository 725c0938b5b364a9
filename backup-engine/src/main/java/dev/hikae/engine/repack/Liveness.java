package dev.hikae.engine.repack;

import dev.hikae.config.error.Failure;
import dev.hikae.config.error.HikaeException;
import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.format.ObjectTable;
import dev.hikae.engine.index.BlobIndex;
import dev.hikae.engine.pack.BlobId;
import dev.hikae.engine.pack.PackInfo;
import dev.hikae.engine.tree.BlobTreeReader;
import dev.hikae.engine.tree.BlobTreeReader.Page;
import dev.hikae.engine.tree.Content;
import dev.hikae.engine.tree.Extent;
import dev.hikae.engine.tree.Node;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Which frames hold something that snapshots need: every copy of every blob, since none stands in for another. A bit for each
 * frame, one for each record of the index, and 40 bytes a pack. Pages are read, content is not.
 */
final class Liveness {
    private final BlobIndex index;
    private final BlobTreeReader trees;
    private final Runnable each;
    private final ObjectTable numbers = new ObjectTable();
    /** By number in the look-up: the number of the first one of that name; -1 while it is not known. */
    private int[] first = new int[0];
    /** By the same: the bit of its first frame. */
    private int[] bits = new int[0];

    private int used;
    private final BitSet frames = new BitSet();
    /** Pages with everything below them, by record. */
    private final BitSet done = new BitSet();

    /** @param each called for every page that is read; may throw to stop */
    Liveness(BlobIndex index, BlobTreeReader trees, Runnable each) {
        this.index = index;
        this.trees = trees;
        this.each = each;
        for (int pack = 0; pack < index.packs(); pack++) {
            if (index.counts(pack)) {
                known(pack);
            }
        }
    }

    /** Marks all that a tree needs; false when something of it cannot be read or is in no pack. Recurses as deep as it does. */
    boolean mark(BlobId root) {
        return page(root, trees::directoryPage, this::directory);
    }

    private boolean directory(BlobId page) {
        return page(page, trees::directoryPage, this::directory);
    }

    private boolean extentPage(BlobId page) {
        return page(page, trees::extentPage, this::extentPage);
    }

    private interface Below {
        boolean go(BlobId page);
    }

    private boolean page(BlobId id, Function<BlobId, Page> read, Below below) {
        int record = blob(id);
        if (record < 0) {
            return false;
        }
        if (done.get(record)) {
            return true;
        }
        each.run();
        boolean well = read(id, read).map(page -> holds(page, below)).orElse(false);
        done.set(record, well);
        return well;
    }

    private static Optional<Page> read(BlobId id, Function<BlobId, Page> read) {
        try {
            return Optional.of(read.apply(id));
        } catch (FormatException e) {
            return Optional.empty();
        } catch (HikaeException e) {
            if (e.code().failure() != Failure.VERIFICATION) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private boolean holds(Page page, Below below) {
        boolean well = true;
        for (BlobId id : page.below()) {
            well &= below.go(id);
        }
        for (Node node : page.nodes()) {
            well &= node(node);
        }
        return well & extents(page.extents());
    }

    private boolean node(Node node) {
        return switch (node.content()) {
            case Content.None n -> true;
            case Content.Directory d -> directory(d.page());
            case Content.Extents e -> extents(e.extents());
            case Content.ExtentPages p -> extentPage(p.page());
        };
    }

    private boolean extents(List<Extent> extents) {
        boolean well = true;
        for (Extent extent : extents) {
            if (extent instanceof Extent.Data data) {
                well &= blob(data.blob()) >= 0;
            }
        }
        return well;
    }

    /** The number of one of its records; -1 when there is none. */
    private int blob(BlobId id) {
        int[] one = {-1};
        index.each(id, (record, pack, frame) -> {
            frames.set(bits[known(pack)] + frame);
            one[0] = one[0] < 0 ? Math.toIntExact(record) : one[0];
        });
        return one[0];
    }

    /** A pack may be in several parts of the look-up, and parts that are made again have new numbers. */
    private int known(int pack) {
        if (pack >= first.length) {
            int from = first.length;
            first = Arrays.copyOf(first, Math.max(index.packs(), pack + 1));
            bits = Arrays.copyOf(bits, first.length);
            Arrays.fill(first, from, first.length, -1);
        }
        if (first[pack] < 0) {
            String name = index.pack(pack).name();
            long same = numbers.get(name);
            if (same < 0) {
                numbers.put(name, pack);
                bits[pack] = used;
                used += index.frames(pack);
            }
            first[pack] = same < 0 ? pack : (int) same;
        }
        return first[pack];
    }

    /** A pack's frames that live; empty when the look-up does not know it. */
    Optional<Living> of(String pack) {
        int number = (int) numbers.get(pack);
        if (number < 0) {
            return Optional.empty();
        }
        int from = bits[number];
        BitSet living = frames.get(from, from + index.frames(number));
        var groups = new BitSet();
        long bytes = 0;
        for (int f = living.nextSetBit(0); f >= 0; f = living.nextSetBit(f + 1)) {
            var frame = index.frame(number, f);
            bytes += frame.sealedLength();
            groups.set(frame.group());
        }
        return Optional.of(new Living(index.pack(number), living, bytes, groups.cardinality()));
    }

    /**
     * What lives of a pack.
     *
     * @param bytes sealed
     * @param groups of keys
     */
    record Living(PackInfo pack, BitSet frames, long bytes, int groups) {}
}
