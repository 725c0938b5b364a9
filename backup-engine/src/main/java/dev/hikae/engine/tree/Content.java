package dev.hikae.engine.tree;

import dev.hikae.engine.pack.BlobId;
import java.util.List;

/** What an entry holds besides its metadata. */
public sealed interface Content {
    /** Nothing: every kind but file and directory. */
    record None() implements Content {}

    /** A directory's entries. */
    record Directory(BlobId page) implements Content {}

    /** A file's few extents. Their lengths add up to its size. */
    record Extents(List<Extent> extents) implements Content {
        public Extents {
            extents = List.copyOf(extents);
        }
    }

    /** A file's many extents, in pages. Read both kinds by {@link TreeReader#extents}. */
    record ExtentPages(BlobId page) implements Content {}
}
