package dev.hikae.engine.backup;

import dev.hikae.engine.pack.BlobId;
import dev.hikae.engine.tree.BlobTreeReader;
import dev.hikae.engine.tree.DirectoryWriter;
import dev.hikae.engine.tree.Node;
import dev.hikae.engine.tree.PageSink;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes the tree in the walk's order but behind it: a node whose ids workers still compute holds up the pages, not
 * the walk. For the walking thread.
 */
final class TreeAssembly {
    /** Steps that may wait at once, over all directories. */
    private static final int MOST_WAITING = 4096;

    /** Nodes that may be kept at once, over all directories, to see whether nothing changed: a few MiB. */
    private static final int MOST_KEPT = 8192;

    private final PageSink pages;
    private final Deque<Step> waiting = new ArrayDeque<>();
    private final Deque<Open> open = new ArrayDeque<>();
    private int kept;

    TreeAssembly(PageSink pages) {
        this.pages = pages;
    }

    private sealed interface Step {
        record Enter(Directory directory, Optional<Consumer<Node>> root) implements Step {}

        record Add(Pending node) implements Step {}

        record Leave(OptionalInt inParent) implements Step {}

        record Root(Pending node, Consumer<Node> to) implements Step {}
    }

    /**
     * What is known of a directory when it begins.
     *
     * @param node makes its node from its page
     * @param parent what the parent snapshot has of it
     * @param same whether all but its content is as there
     */
    record Directory(Function<BlobId, Node> node, Optional<Node> parent, boolean same) {}

    /** A directory begins; what is added until it ends is in it. */
    void enter(Directory directory) {
        take(new Step.Enter(directory, Optional.empty()));
    }

    /** The same for a root; its node is told when it ends. */
    void enterRoot(Directory directory, Consumer<Node> to) {
        take(new Step.Enter(directory, Optional.of(to)));
    }

    void add(Pending node) {
        take(new Step.Add(node));
    }

    /**
     * The directory that began last ends and is added to the one around it.
     *
     * @param inParent how many entries it has in the parent, if none of them is missing here
     */
    void leave(OptionalInt inParent) {
        take(new Step.Leave(inParent));
    }

    /** A root that is no directory. */
    void root(Pending node, Consumer<Node> to) {
        take(new Step.Root(node, to));
    }

    /** The root being walked as if it ended here, with every directory that is open; waits for all ids. */
    Optional<Node> soFar() {
        work(0);
        Optional<Node> inner = Optional.empty();
        for (Open one : open) {
            DirectoryWriter writer = one.writer().copy();
            inner.ifPresent(writer::add);
            inner = Optional.of(one.directory.node().apply(writer.finish()));
        }
        return inner;
    }

    /** Waits for everything. */
    void finish() {
        work(0);
    }

    private void take(Step step) {
        waiting.add(step);
        work(MOST_WAITING);
    }

    private void work(int most) {
        while (!waiting.isEmpty() && (waiting.size() > most || ready(waiting.element()))) {
            obey(waiting.remove());
        }
    }

    private static boolean ready(Step step) {
        return switch (step) {
            case Step.Add add -> add.node().ready();
            case Step.Root root -> root.node().ready();
            case Step.Enter _, Step.Leave _ -> true;
        };
    }

    private static boolean isParents(Pending node) {
        return node instanceof Pending.Done done && done.parents();
    }

    private void obey(Step step) {
        switch (step) {
            case Step.Enter enter -> open.push(new Open(enter.directory(), enter.root()));
            case Step.Add add -> open.element().add(add.node().node(), isParents(add.node()));
            case Step.Leave leave -> open.pop().finish(leave.inParent());
            case Step.Root root -> root.to().accept(root.node().node());
        }
    }

    /**
     * A directory whose end is not known yet. While it is as in the parent, nothing of it is encoded: most directories of
     * most backups never are.
     */
    private final class Open {
        private final Directory directory;
        private final Optional<Consumer<Node>> root;
        private final List<Node> same = new ArrayList<>();
        private @Nullable DirectoryWriter writer;

        Open(Directory directory, Optional<Consumer<Node>> root) {
            this.directory = directory;
            this.root = root;
        }

        void add(Node node, boolean parents) {
            if (parents && writer == null && kept < MOST_KEPT) {
                same.add(node);
                kept++;
            } else {
                writer().add(node);
            }
        }

        DirectoryWriter writer() {
            if (writer == null) {
                writer = new DirectoryWriter(pages);
                same.forEach(writer::add);
                forget();
            }
            return writer;
        }

        private void forget() {
            kept -= same.size();
            same.clear();
        }

        void finish(OptionalInt inParent) {
            boolean sameContent = writer == null && inParent.isPresent() && inParent.getAsInt() == same.size();
            boolean sameNode = sameContent && directory.same();
            BlobId page = sameContent ? BlobTreeReader.page(directory.parent().orElseThrow()) : writer().finish();
            forget();
            Node node = sameNode
                    ? directory.parent().orElseThrow()
                    : directory.node().apply(page);
            root.ifPresentOrElse(to -> to.accept(node), () -> open.element().add(node, sameNode));
        }
    }
}
