/**
 * The bridge between scheduler and engine: the work that runs do, and what happens around it.
 *
 * <p>{@link dev.hikae.server.run.RunService} is the way in for API and pages. Works open repositories through
 * {@link dev.hikae.server.run.RepositoryPool}, whose keys are unlocked only against a leaf that
 * {@link dev.hikae.server.run.RunRegister} wrote before. {@link dev.hikae.server.run.RunEvents} tells live what goes
 * on, {@link dev.hikae.server.run.Alerts} who has to know.
 */
@NullMarked
package dev.hikae.server.run;

import org.jspecify.annotations.NullMarked;
