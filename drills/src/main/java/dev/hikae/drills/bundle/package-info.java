/**
 * The evidence bundle: one deterministic ZIP that an auditor can check with tools at hand.
 *
 * <p>{@link dev.hikae.drills.bundle.BundleBuilder} makes it from a report; {@link dev.hikae.drills.bundle.Archive} is the ZIP with
 * exactly one form for given files; {@link dev.hikae.drills.bundle.VerifierFiles} are the scripts that go with it.
 * The layout is described in {@code docs/EVIDENCE.md}.
 */
@NullMarked
package dev.hikae.drills.bundle;

import org.jspecify.annotations.NullMarked;
