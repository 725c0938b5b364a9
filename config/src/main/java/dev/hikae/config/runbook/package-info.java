/**
 * A runbook: the steps of a drill, their dependencies, limits and success criteria.
 */
@NullMarked
package dev.hikae.config.runbook;

import org.jspecify.annotations.NullMarked;
