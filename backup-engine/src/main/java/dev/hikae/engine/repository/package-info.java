/**
 * The repository that users of the engine see, joined from the parts: keys, regions, index, trees, backup, restore, check.
 */
@NullMarked
package dev.hikae.engine.repository;

import org.jspecify.annotations.NullMarked;
