/**
 * What is given up, and what goes: forgetting snapshots and collecting garbage as docs/PROTOCOL.md has it.
 */
@NullMarked
package dev.hikae.engine.collection;

import org.jspecify.annotations.NullMarked;
