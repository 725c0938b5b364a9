/** Violations planted to prove that the architecture rules find them. */
@NullMarked
package dev.hikae.config.planted2;

import org.jspecify.annotations.NullMarked;
