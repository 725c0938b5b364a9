/**
 * Looks over the trees of several snapshots: what differs, where something is, what it all costs. Reads only, mostly pages; what
 * snapshots have alike is read once.
 */
@NullMarked
package dev.hikae.engine.survey;

import org.jspecify.annotations.NullMarked;
