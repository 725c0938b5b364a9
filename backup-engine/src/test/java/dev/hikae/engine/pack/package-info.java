/** Tests of packs. */
@NullMarked
package dev.hikae.engine.pack;

import org.jspecify.annotations.NullMarked;
