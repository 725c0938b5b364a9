/**
 * What the service is told at start: {@code config/hikae.yml}, the environment, and the folder it owns.
 *
 * <p>Depends on no other package of the service. Secrets never stand in the settings, only where they lie.
 */
@NullMarked
package dev.hikae.server.settings;

import org.jspecify.annotations.NullMarked;
