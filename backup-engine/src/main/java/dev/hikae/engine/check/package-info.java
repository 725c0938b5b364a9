/**
 * Looks for damage: objects that are missing or changed, packs that do not open, trees that name what is not there.
 */
@NullMarked
package dev.hikae.engine.check;

import org.jspecify.annotations.NullMarked;
