/**
 * hikae, the command: the verbs on a repository alone, the client of a service, and the service itself.
 */
@NullMarked
package dev.hikae.cli;

import org.jspecify.annotations.NullMarked;
