/** Tests of restore and compare, on a snapshot held in memory. */
@NullMarked
package dev.hikae.engine.restore;

import org.jspecify.annotations.NullMarked;
