/**
 * Plans and does restores, and compares a tree on disk with a snapshot.
 */
@NullMarked
package dev.hikae.engine.restore;

import org.jspecify.annotations.NullMarked;
