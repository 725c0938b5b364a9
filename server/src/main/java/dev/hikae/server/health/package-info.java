/**
 * What is wrong, or soon will be: conditions that any part of the service can add.
 *
 * <p>A warning leaves the service healthy and is shown to people; a failure makes it unhealthy.
 */
@NullMarked
package dev.hikae.server.health;

import org.jspecify.annotations.NullMarked;
