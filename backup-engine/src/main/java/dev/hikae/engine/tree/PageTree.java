package dev.hikae.engine.tree;

import dev.hikae.engine.pack.BlobId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Builds a list of items into pages, and pages into branches, as they come: holds one open page per level.
 *
 * <p>Pages end where the content says so, so that an insertion changes few pages.
 */
final class PageTree {
    /** A page ends before it would be longer, unless one item alone is. */
    static final int LONGEST = 64 << 10;

    private static final int SHORTEST = 16 << 10;

    private final PageSink sink;
    private final int leafType;
    private final int branchType;
    private final Summary summary;
    private final List<Level> levels = new ArrayList<>();

    /** What a branch says of a page, from the first item's key and the lengths covered. */
    interface Summary {
        void write(Wire out, byte[] firstKey, long covered, BlobId page);
    }

    PageTree(PageSink sink, int leafType, int branchType, Summary summary) {
        this.sink = sink;
        this.leafType = leafType;
        this.branchType = branchType;
        this.summary = summary;
    }

    /** One that goes on from here on its own. */
    PageTree copy() {
        var copy = new PageTree(sink, leafType, branchType, summary);
        levels.forEach(level -> copy.levels.add(level.copy()));
        return copy;
    }

    private static final class Level {
        private final Wire items = new Wire();
        private int count;
        private byte @Nullable [] firstKey;
        private long covered;

        Level copy() {
            var copy = new Level();
            copy.items.raw(items.array(), items.length());
            copy.count = count;
            copy.firstKey = firstKey;
            copy.covered = covered;
            return copy;
        }
    }

    /**
     * Adds an item.
     *
     * @param key kept for branches if the item is the first of a page
     * @param covered length this item stands for
     * @param mayEnd whether a long enough page should end after it
     */
    void add(Wire item, byte[] key, long covered, boolean mayEnd) {
        add(0, item, key, covered, mayEnd);
    }

    private void add(int depth, Wire item, byte[] key, long covered, boolean mayEnd) {
        if (depth == levels.size()) {
            levels.add(new Level());
        }
        Level level = levels.get(depth);
        if (level.count > 0 && level.items.length() + item.length() + 8 > LONGEST) {
            end(depth);
        }
        if (level.count == 0) {
            level.firstKey = key;
        }
        level.items.raw(item.array(), item.length());
        level.count++;
        level.covered += covered;
        if (mayEnd && level.items.length() >= SHORTEST) {
            end(depth);
        }
    }

    /** Stores the open page of a level and enters it in the level above. */
    private void end(int depth) {
        Level level = levels.get(depth);
        byte[] key = java.util.Objects.requireNonNull(level.firstKey);
        long covered = level.covered;
        BlobId page = store(depth, level);
        var item = new Wire();
        summary.write(item, key, covered, page);
        add(depth + 1, item, key, covered, (page.a() & 0x1f) == 0);
    }

    private BlobId store(int depth, Level level) {
        var page = new Wire();
        page.u8(depth == 0 ? leafType : branchType).uvarint(level.count).raw(level.items.array(), level.items.length());
        BlobId id = sink.put(page.array(), page.length());
        level.items.clear();
        level.count = 0;
        level.covered = 0;
        return id;
    }

    /** Ends all pages; the one on top is the tree's. */
    BlobId finish() {
        if (levels.isEmpty()) {
            levels.add(new Level());
            return store(0, levels.getFirst());
        }
        int depth = 0;
        while (depth < levels.size() - 1) {
            if (levels.get(depth).count > 0) {
                end(depth);
            }
            depth++;
        }
        return store(depth, levels.get(depth));
    }
}
