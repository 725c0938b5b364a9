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
 */
record Item(RawPath name, RawPath path, RawPath below, Optional<Node> node, SortedMap<RawPath, Item> only) {
    static Item whole(RawPath name, RawPath path, RawPath below, Node node) {
        return new Item(name, path, below, Optional.of(node), new TreeMap<>());
    }

    boolean isDirectory() {
        return node.isEmpty() || node.get().entry().kind() instanceof Kind.Directory;
    }

    Optional<Entry> entry() {
        return node.map(Node::entry);
    }

    /** In name order; streams. */
    void children(TreeReader trees, Consumer<Item> each) {
        if (!only.isEmpty()) {
            only.values().forEach(each);
        } else if (node.isPresent()) {
            trees.children(node.get(), child -> {
                RawPath childName = child.entry().name();
                each.accept(whole(childName, path.resolve(childName), below.resolve(childName), child));
            });
        }
    }
}
