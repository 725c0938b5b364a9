package dev.hikae.engine.restore;

import dev.hikae.engine.Entry;
import dev.hikae.engine.Entry.Kind;
import dev.hikae.engine.RawPath;
import dev.hikae.engine.tree.Node;
import dev.hikae.engine.tree.TreeReader;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * One entry of what a request asks for, and where it goes.
 *
 * @param name under which it lies in its directory of the target
 * @param path absolute, as backed up: what people are told
 * @param below path in the target, empty for the target itself
 * @param node what the snapshot holds; empty for a directory that only leads to what was asked for
 * @param only children asked for; empty means all
 * @param scope which of them patterns leave
 */
record Item(
        RawPath name, RawPath path, RawPath below, Optional<Node> node, SortedMap<RawPath, Item> only, Scope scope) {
    static Item whole(RawPath name, RawPath path, RawPath below, Node node, Scope scope) {
        return new Item(name, path, below, Optional.of(node), new TreeMap<>(), scope);
    }

    boolean isDirectory() {
        return node.isEmpty() || node.get().entry().kind() instanceof Kind.Directory;
    }

    /** A directory that is there only where something in it is asked for. */
    boolean leads() {
        return !scope.taken() && !below.isEmpty();
    }

    /** As it is to be on disk: with the owner that the request gives it. */
    Optional<Entry> entry() {
        return node.map(n -> scope.owners().apply(n.entry()));
    }

    /** In name order; streams. */
    void children(TreeReader trees, Consumer<Item> each) {
        if (!only.isEmpty()) {
            only.values().forEach(child -> scoped(child).ifPresent(each));
        } else if (node.isPresent()) {
            trees.children(node.get(), found -> child(found).ifPresent(each));
        }
    }

    /** A child that the snapshot holds; empty when it is left out. */
    Optional<Item> child(Node found) {
        RawPath childName = found.entry().name();
        return scoped(whole(childName, path.resolve(childName), below.resolve(childName), found, scope));
    }

    private Optional<Item> scoped(Item child) {
        return scope.of(child.below, child.isDirectory()).map(child::with);
    }

    private Item with(Scope narrower) {
        return narrower == scope ? this : new Item(name, path, below, node, only, narrower);
    }

    /** Whether there is anything to restore: of a directory that leads on, something in it. */
    boolean asksForSomething(TreeReader trees) {
        if (!leads()) {
            return true;
        }
        boolean[] found = {false};
        children(trees, child -> found[0] = found[0] || child.asksForSomething(trees));
        return found[0];
    }
}
