/**
 * The small common words of docs/FORMAT.md: object names, tagged fields, signed statements, identifiers.
 * Pure encoding and decoding; nothing here reads a store or holds a key.
 */
@NullMarked
package dev.hikae.engine.format;

import org.jspecify.annotations.NullMarked;
