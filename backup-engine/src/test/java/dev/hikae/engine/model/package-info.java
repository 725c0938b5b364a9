/**
 * Searches every interleaving of the protocol of docs/PROTOCOL.md, within bounds.
 *
 * <p>A {@link dev.hikae.engine.model.State} is all that a few regions store and all that a few actors remember. Each
 * step of an actor is one operation of a store: one object put, one listing of one prefix of one region, one get, one
 * delete of a set. {@link dev.hikae.engine.model.Search} visits all states breadth-first, checks {@link
 * dev.hikae.engine.model.Invariants} in each, and so finds a shortest way to whatever is wrong. An actor that crashes is one
 * that makes no further step, one that wakes late makes it later: neither needs a step of its own.
 *
 * <p>Not in the model: signatures, damage, clocks, more than a few sessions. Names and contents of objects are bits.
 */
@NullMarked
package dev.hikae.engine.model;

import org.jspecify.annotations.NullMarked;
