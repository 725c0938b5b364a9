/**
 * The file layer: walks, reads and recreates Linux file trees with all their metadata and raw-byte names.
 */
@NullMarked
package dev.hikae.engine.file;

import org.jspecify.annotations.NullMarked;
