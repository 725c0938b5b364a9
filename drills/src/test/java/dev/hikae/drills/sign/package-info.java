/** Tests of {@code dev.hikae.drills.sign}. */
@NullMarked
package dev.hikae.drills.sign;

import org.jspecify.annotations.NullMarked;
