package dev.hikae.engine.tree;

import dev.hikae.engine.Entry;
import dev.hikae.engine.chunk.PageRuns;
import java.util.Optional;

/**
 * An entry with its content, as a tree holds it.
 *
 * @param inode where it was read; for change detection only
 * @param racy its change time was too near the time of reading to prove later that nothing changed
 * @param runs how a file was cut, if in runs of pages
 */
public record Node(Entry entry, long inode, boolean racy, Content content, Optional<PageRuns> runs) {
    public Node(Entry entry, long inode, boolean racy, Content content) {
        this(entry, inode, racy, content, Optional.empty());
    }
}
