package dev.hikae.engine.export;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.text.Text;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.Entry.Kind;
import dev.hikae.engine.export.Batch.Part;
import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.tree.Extent;
import dev.hikae.engine.tree.TreeReader;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Cuts entries into parts, directories before what is in them. Recurses as deep as the tree does. */
final class Walk {
    private final TreeReader trees;
    private final UnaryOperator<Item> links;
    private final Consumer<Part> parts;
    private final BiConsumer<Item, Text> lost;

    /**
     * Over one snapshot.
     *
     * @param links marks entries that are another name of an earlier one, whose content is then left out
     * @param lost hears of listings that no region can give, and of files whose extents do not add up
     */
    Walk(TreeReader trees, UnaryOperator<Item> links, Consumer<Part> parts, BiConsumer<Item, Text> lost) {
        this.trees = trees;
        this.links = links;
        this.parts = parts;
        this.lost = lost;
    }

    void entry(Item found) {
        Item item = links.apply(found);
        if (item.hasContent()) {
            file(item);
            return;
        }
        parts.accept(new Part(item, true, true, List.of()));
        if (item.entry().kind() instanceof Kind.Directory) {
            children(item);
        }
    }

    private void children(Item directory) {
        try {
            trees.children(directory.node(), child -> entry(directory.child(child)));
        } catch (HikaeException | FormatException e) {
            lost.accept(directory, Faults.damage(e));
        }
    }

    /** A file in several parts: which of them is the last is known only at the end. */
    void file(Item file) {
        var cut = new Cut(file);
        try {
            trees.extents(file.node(), cut::add);
        } catch (HikaeException | FormatException e) {
            cut.fail(Faults.damage(e), String.valueOf(e.getMessage()));
            return;
        }
        cut.end();
    }

    private final class Cut {
        private final Item file;
        private final List<Extent> extents = new ArrayList<>();
        private boolean first = true;
        private long bytes;
        private long size;

        Cut(Item file) {
            this.file = file;
        }

        void add(Extent extent) {
            if (Batch.enough(bytes, extents.size())) {
                pass(false);
            }
            extents.add(extent);
            size += extent.length();
            bytes += extent instanceof Extent.Data ? extent.length() : 0;
        }

        private void pass(boolean last) {
            parts.accept(new Part(file, first, last, extents));
            first = false;
            bytes = 0;
            extents.clear();
        }

        void end() {
            if (size == file.entry().size()) {
                pass(true);
            } else {
                String why = size + " bytes listed of " + file.entry().size();
                fail(Text.of(EngineError.BUNDLE, "restore.listing-damaged", why), why);
            }
        }

        /** Once begun it cannot be taken back. */
        void fail(Text text, String why) {
            if (!first) {
                throw new HikaeException(EngineError.CONTENT_CUT_OFF, file.path(), why);
            }
            lost.accept(file, text);
        }
    }
}
