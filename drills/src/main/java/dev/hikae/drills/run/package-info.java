/**
 * Executes a runbook: steps in order of their dependencies, each with its timeout, retries and approvals, in an
 * isolated place. Every event has a time and an actor; a step that did not run is in the result with the reason.
 *
 * <p>The runner persists nothing: events go to a {@link dev.hikae.drills.run.DrillLog}, questions to
 * {@link dev.hikae.drills.run.Approvals}, and the caller keeps the {@link dev.hikae.drills.run.DrillResult}.
 */
@NullMarked
package dev.hikae.drills.run;

import org.jspecify.annotations.NullMarked;
