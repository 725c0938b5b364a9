/**
 * Retention: which snapshots are kept, and why. A pure function from snapshots, rules and a time to a decision that gives its
 * reasons for every snapshot; it reads nothing, deletes nothing, and the same input gives the same decision.
 *
 * <p>Whoever can write snapshots must not thereby make others be forgotten. So each period keeps one snapshot, however many it
 * has; snapshots of other plans, hosts and roots never count; one that claims to be of the future, or shares its id with another,
 * or is of unknown making, counts for nothing and is kept; and one that claims to have been read long before it was committed counts when it was committed.
 * When that was is the writer's word, unless {@link dev.hikae.engine.retention.RetentionInput#recorded} knows better.
 */
@NullMarked
package dev.hikae.engine.retention;

import org.jspecify.annotations.NullMarked;
