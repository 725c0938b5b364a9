package dev.hikae.scheduler;

import dev.hikae.config.id.RunId;
import java.time.Duration;

/**
 * A request for one run now.
 *
 * @param id given by the caller: the same request with the same id is one run
 * @param requestedBy account name
 * @param parameters JSON object for the work; no secrets
 * @param startWindow how long it may wait to start; then it expires
 * @param attempts how often it is tried, at least 1
 * @param backoff pause before the second attempt; doubles for each further one
 */
public record RunNow(
        RunId id,
        String kind,
        String subject,
        String requestedBy,
        String parameters,
        Duration startWindow,
        int attempts,
        Duration backoff) {}
