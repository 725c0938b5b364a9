/**
 * What was committed: the snapshots that regions show.
 */
@NullMarked
package dev.hikae.engine.history;

import org.jspecify.annotations.NullMarked;
