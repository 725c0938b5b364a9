/**
 * Makes the evidence of ended drills and restore tests, keeps the bundles, and reads them again.
 *
 * <p>A bundle is made once, after the run's end is in the register, and never changed.
 */
@NullMarked
package dev.hikae.server.evidence;

import org.jspecify.annotations.NullMarked;
