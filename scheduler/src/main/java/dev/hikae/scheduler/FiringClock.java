package dev.hikae.scheduler;

import java.time.ZoneId;
import java.util.Set;

/** Calls back at the times of cron expressions. It may be late, skip or repeat; whoever is called checks. */
interface FiringClock {
    /** Sets or replaces the expression of this name. */
    void arm(String name, String cron, ZoneId zone);

    void disarm(String name);

    /** Disarms every name but these. */
    void retain(Set<String> names);

    /** Mends what got stuck. */
    void repair();
}
