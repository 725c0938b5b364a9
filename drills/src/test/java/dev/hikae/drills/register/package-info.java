/** Tests of {@code dev.hikae.drills.register}. */
@NullMarked
package dev.hikae.drills.register;

import org.jspecify.annotations.NullMarked;
