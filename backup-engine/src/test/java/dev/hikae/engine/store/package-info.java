/**
 * The store contract as one test for every store, and what tests of others build on:
 * {@link dev.hikae.engine.store.FaultStore} and a real {@link dev.hikae.engine.store.MinioServer}.
 */
@NullMarked
package dev.hikae.engine.store;

import org.jspecify.annotations.NullMarked;
