/** Tests of what a check remembers. */
@NullMarked
package dev.hikae.engine.check;

import org.jspecify.annotations.NullMarked;
