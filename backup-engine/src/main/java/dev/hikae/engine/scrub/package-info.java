/**
 * Looks through regions for damage, oldest look first, and heals: an object missing or damaged in one region is replaced by
 * a good copy of another, or by one put together from what is good in several damaged ones.
 *
 * <p>Nothing is deleted before its replacement was proven and is held on this host's disk or in the region itself.
 */
@NullMarked
package dev.hikae.engine.scrub;

import org.jspecify.annotations.NullMarked;
