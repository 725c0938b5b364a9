package dev.hikae.engine.export;

import dev.hikae.engine.Entry;
import dev.hikae.engine.RawPath;
import dev.hikae.engine.tree.Node;
import java.util.Optional;

/**
 * An entry on its way out.
 *
 * @param path absolute, as backed up: what people are told
 * @param name in the archive; empty for the directory that everything else lies in
 * @param linkedTo name in the archive of an earlier entry that is the same inode
 */
record Item(RawPath path, RawPath name, Node node, Optional<RawPath> linkedTo) {
    Item(RawPath path, RawPath name, Node node) {
        this(path, name, node, Optional.empty());
    }

    Entry entry() {
        return node.entry();
    }

    /** A file that is not only another name of one before. */
    boolean hasContent() {
        return entry().kind() instanceof Entry.Kind.File && linkedTo.isEmpty();
    }

    Item child(Node child) {
        RawPath last = child.entry().name();
        return new Item(path.resolve(last), name.resolve(last), child);
    }

    Item linked(RawPath to) {
        return new Item(path, name, node, Optional.of(to));
    }
}
