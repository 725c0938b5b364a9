/**
 * Runs commands that an operator named: without a shell, in an environment of their own, for a limited time, with
 * limited output; and ends them together with everything they started.
 */
@NullMarked
package dev.hikae.engine.command;

import org.jspecify.annotations.NullMarked;
