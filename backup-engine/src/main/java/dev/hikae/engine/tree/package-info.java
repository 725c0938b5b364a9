/**
 * Directories as pages of nodes, and lists of extents, read and written as streams of any length.
 */
@NullMarked
package dev.hikae.engine.tree;

import org.jspecify.annotations.NullMarked;
