/**
 * The signed objects that make snapshots: marker, home, open and outcome, and the sealed manifest inside an outcome.
 * Encoding, decoding and signature rules only.
 */
@NullMarked
package dev.hikae.engine.snapshot;

import org.jspecify.annotations.NullMarked;
