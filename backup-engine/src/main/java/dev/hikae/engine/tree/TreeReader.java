package dev.hikae.engine.tree;

import dev.hikae.engine.RawPath;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads trees, page by page: memory does not grow with a directory or a file. Safe for several threads. */
public interface TreeReader {
    /** Entries of a directory in unsigned byte order of names. */
    void children(Node directory, Consumer<Node> each);

    /** One entry of a directory. */
    Optional<Node> child(Node directory, RawPath name);

    /** Extents of a file in file order; their lengths add up to {@code entry().size()}. Adjacent holes may occur. */
    void extents(Node file, Consumer<Extent> each);
}
