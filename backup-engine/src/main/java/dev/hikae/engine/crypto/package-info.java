/**
 * The only place of the engine that touches cryptography: key derivation, sealing, encapsulation, signatures,
 * blob ids and checksums. It knows no objects, packs or snapshots; docs/FORMAT.md names every label used here.
 */
@NullMarked
package dev.hikae.engine.crypto;

import org.jspecify.annotations.NullMarked;
