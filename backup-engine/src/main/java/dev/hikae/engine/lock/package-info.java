/**
 * Object lock of a whole repository: what must be kept, how it is kept, legal holds. What one region keeps is
 * {@link dev.hikae.engine.region.RegionLocks}'s to say.
 */
@NullMarked
package dev.hikae.engine.lock;

import org.jspecify.annotations.NullMarked;
