/**
 * Object stores: the contract, and memory, local folder and S3 behind it.
 * A store moves bytes under names; it knows nothing of packs, keys or snapshots.
 */
@NullMarked
package dev.hikae.engine.store;

import org.jspecify.annotations.NullMarked;
