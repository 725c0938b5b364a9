package dev.hikae.config.plan;

import java.time.Duration;
import java.time.ZoneId;

/**
 * When something runs.
 *
 * @param cron a Quartz cron expression (six or seven fields)
 * @param zone the zone the expression is read in
 * @param startWindow how long after its time a run may still start; later it expires
 * @param onMissed what happens with firings missed while nothing ran
 * @param attempts how often one run is tried, at least 1
 * @param backoff pause before the second attempt; doubles for each further one
 */
public record Schedule(
        String cron, ZoneId zone, Duration startWindow, OnMissed onMissed, int attempts, Duration backoff) {
    /** What to do with firings missed while no scheduler was running. */
    public enum OnMissed {
        RUN_ONCE,
        SKIP
    }
}
