/**
 * The keyring: the four roles' keys and the dedup domain, sealed in slots for each credential; key files, recovery
 * codes and the printed recovery kit.
 */
@NullMarked
package dev.hikae.engine.keyring;

import org.jspecify.annotations.NullMarked;
