/**
 * What every answer has in common: security headers, problems (RFC 9457), size limits, cursors, entity tags, idempotency
 * keys, language, and event streams that end when the service stops.
 *
 * <p>Knows nothing of accounts or of what the resources do.
 */
@NullMarked
package dev.hikae.server.http;

import org.jspecify.annotations.NullMarked;
