/** Tests of {@code dev.hikae.drills.verify}. */
@NullMarked
package dev.hikae.drills.verify;

import org.jspecify.annotations.NullMarked;
