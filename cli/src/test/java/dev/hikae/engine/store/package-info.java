/** A violation planted to prove that the architecture rules find it. */
@NullMarked
package dev.hikae.engine.store;

import org.jspecify.annotations.NullMarked;
