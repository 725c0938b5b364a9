package dev.hikae.engine.backup;

import dev.hikae.engine.pack.BlobId;
import dev.hikae.engine.tree.DirectoryWriter;
import dev.hikae.engine.tree.Node;
import dev.hikae.engine.tree.PageSink;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
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
    private final Deque<Open> open = new ArrayDeque<>();

    TreeAssembly(PageSink pages) {
        this.pages = pages;
    }

    /** A directory whose end is not known yet. */
    private record Open(DirectoryWriter writer, Function<BlobId, Node> directory, Optional<Consumer<Node>> root) {}

    private sealed interface Step {
        record Enter(Function<BlobId, Node> directory, Optional<Consumer<Node>> root) implements Step {}

        record Add(Pending node) implements Step {}

        record Leave() implements Step {}

        record Root(Pending node, Consumer<Node> to) implements Step {}
    }

    /**
     * A directory begins; what is added until it ends is in it.
     *
     * @param directory makes its node from its page
     */
    void enter(Function<BlobId, Node> directory) {
        take(new Step.Enter(directory, Optional.empty()));
    }

    /** The same for a root; its node is told when it ends. */
    void enterRoot(Function<BlobId, Node> directory, Consumer<Node> to) {
        take(new Step.Enter(directory, Optional.of(to)));
    }

    void add(Pending node) {
        take(new Step.Add(node));
    }

    /** The directory that began last ends and is added to the one around it. */
    void leave() {
        take(new Step.Leave());
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
            inner = Optional.of(one.directory().apply(writer.finish()));
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

    private void obey(Step step) {
        switch (step) {
            case Step.Enter enter -> open.push(new Open(new DirectoryWriter(pages), enter.directory(), enter.root()));
            case Step.Add add -> open.element().writer().add(add.node().node());
            case Step.Leave _ -> {
                Open ended = open.pop();
                Node node = ended.directory().apply(ended.writer().finish());
                ended.root().ifPresentOrElse(to -> to.accept(node), () -> open.element()
                        .writer()
                        .add(node));
            }
            case Step.Root root -> root.to().accept(root.node().node());
        }
    }
}
