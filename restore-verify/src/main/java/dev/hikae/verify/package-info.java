/**
 * Restore tests: choose a recovery point copy, restore it into a sandbox, probe it, measure RTO and RPO.
 * The definitions of the figures are those of docs/EVIDENCE.md.
 */
@NullMarked
package dev.hikae.verify;

import org.jspecify.annotations.NullMarked;
