package dev.hikae.config.load;

import java.time.ZoneId;
import java.util.Optional;

/** Tells whether a cron expression is one; the scheduler knows, this module does not. */
@FunctionalInterface
public interface ScheduleCheck {
    /** What is wrong with the expression; empty when nothing is. */
    Optional<String> problem(String cron, ZoneId zone);
}
