/** Tests of {@code dev.hikae.drills.bundle}. */
@NullMarked
package dev.hikae.drills.bundle;

import org.jspecify.annotations.NullMarked;
