/**
 * What was committed: the snapshots that regions show, and the index objects they need.
 */
@NullMarked
package dev.hikae.engine.history;

import org.jspecify.annotations.NullMarked;
