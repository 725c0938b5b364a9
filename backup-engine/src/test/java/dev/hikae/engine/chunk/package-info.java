/** Tests of chunking. */
@NullMarked
package dev.hikae.engine.chunk;

import org.jspecify.annotations.NullMarked;
