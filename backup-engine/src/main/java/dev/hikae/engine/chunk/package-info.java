/**
 * Cuts the content of files into chunks at places that the content itself decides.
 */
@NullMarked
package dev.hikae.engine.chunk;

import org.jspecify.annotations.NullMarked;
