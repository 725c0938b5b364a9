package dev.hikae.engine.backup;

import dev.hikae.engine.pack.BlobId;
import dev.hikae.engine.tree.DirectoryWriter;
import dev.hikae.engine.tree.Node;
import dev.hikae.engine.tree.PageSink;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Writes the tree in the walk's order but behind it: a node whose ids workers still compute holds up the pages, not
 * the walk. For the walking thread.
 */
final class TreeAssembly {
    /** Steps that may wait at once, over all directories. */
    private static final int MOST_WAITING = 4096;

    private final PageSink pages;
    private final Deque<Step> waiting = new ArrayDeque<>();
    private final Deque<DirectoryWriter> open = new ArrayDeque<>();

    TreeAssembly(PageSink pages) {
        this.pages = pages;
    }

    private sealed interface Step {
        record Enter() implements Step {}

        record Add(Pending node) implements Step {}

        record Leave(Function<BlobId, Node> directory) implements Step {}

        record Root(Pending node, Consumer<Node> to) implements Step {}

        record LeaveRoot(Function<BlobId, Node> directory, Consumer<Node> to) implements Step {}
    }

    /** A directory begins; what is added until it ends is in it. */
    void enter() {
        take(new Step.Enter());
    }

    void add(Pending node) {
        take(new Step.Add(node));
    }

    /** The directory ends; its node is made of its page and added to the one around it. */
    void leave(Function<BlobId, Node> directory) {
        take(new Step.Leave(directory));
    }

    /** A root that is no directory. */
    void root(Pending node, Consumer<Node> to) {
        take(new Step.Root(node, to));
    }

    /** The directory that ends is a root. */
    void leaveRoot(Function<BlobId, Node> directory, Consumer<Node> to) {
        take(new Step.LeaveRoot(directory, to));
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
            case Step.Enter _, Step.Leave _, Step.LeaveRoot _ -> true;
        };
    }

    private void obey(Step step) {
        switch (step) {
            case Step.Enter _ -> open.push(new DirectoryWriter(pages));
            case Step.Add add -> open.element().add(add.node().node());
            case Step.Leave leave -> {
                Node node = leave.directory().apply(open.pop().finish());
                open.element().add(node);
            }
            case Step.Root root -> root.to().accept(root.node().node());
            case Step.LeaveRoot leave ->
                leave.to().accept(leave.directory().apply(open.pop().finish()));
        }
    }
}
