/**
 * Reads configuration files; reports every problem at once with file, line and hint.
 */
@NullMarked
package dev.hikae.config.load;

import org.jspecify.annotations.NullMarked;
