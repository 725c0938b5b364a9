/** Violations planted to prove that the architecture rules find them. */
@NullMarked
package dev.hikae.engine.planted;

import org.jspecify.annotations.NullMarked;
