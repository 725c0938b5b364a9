/**
 * Makes a snapshot: walks the roots beside the parent snapshot, stores what is new, commits.
 */
@NullMarked
package dev.hikae.engine.backup;

import org.jspecify.annotations.NullMarked;
