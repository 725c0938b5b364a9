package dev.hikae.engine.tree;

import dev.hikae.engine.Entry;

/**
 * An entry with its content, as a tree holds it.
 *
 * @param inode where it was read; for change detection only
 * @param racy its change time was too near the time of reading to prove later that nothing changed
 */
public record Node(Entry entry, long inode, boolean racy, Content content) {}
