/** Violations planted to prove that the architecture rules find them. */
@NullMarked
package dev.hikae.config.planted;

import org.jspecify.annotations.NullMarked;
