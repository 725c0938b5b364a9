/**
 * Where each blob lies: sealed, sorted segments, and a compact look-up over all of them.
 */
@NullMarked
package dev.hikae.engine.index;

import org.jspecify.annotations.NullMarked;
