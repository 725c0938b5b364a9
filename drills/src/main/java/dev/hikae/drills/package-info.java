/**
 * Drills and what they leave behind: runbook execution, register, report, signatures, bundle, verifier.
 */
@NullMarked
package dev.hikae.drills;

import org.jspecify.annotations.NullMarked;
