/**
 * The audit trail: who decided what, hash-chained, on disk before the effect.
 *
 * <p>JSON lines in {@code data/audit/audit.jsonl}. Each names the SHA-256 of the line before, so that a changed, moved
 * or missing line is found, but not lines cut off at the end, nor a whole trail written anew by whoever may write the file: send it elsewhere, too. Depends on nothing else of the service but its settings.
 */
@NullMarked
package dev.hikae.server.audit;

import org.jspecify.annotations.NullMarked;
