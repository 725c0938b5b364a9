/**
 * The audit trail: who decided what, hash-chained, on disk before the effect.
 *
 * <p>JSON lines in {@code data/audit/audit.jsonl}. Each names the SHA-256 of the line before, so that a changed, missing or
 * moved line is found. Depends on nothing else of the service but its settings.
 */
@NullMarked
package dev.hikae.server.audit;

import org.jspecify.annotations.NullMarked;
