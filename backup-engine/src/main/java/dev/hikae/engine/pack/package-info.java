/**
 * Packs: blobs gathered into frames, frames sealed into packs, and blobs read back and checked.
 */
@NullMarked
package dev.hikae.engine.pack;

import org.jspecify.annotations.NullMarked;
