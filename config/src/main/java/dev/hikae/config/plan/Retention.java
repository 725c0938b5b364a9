package dev.hikae.config.plan;

import java.util.OptionalInt;

/** Which snapshots to keep; validated and shown, not yet enforced. */
public record Retention(
        OptionalInt keepLast,
        OptionalInt keepHourly,
        OptionalInt keepDaily,
        OptionalInt keepWeekly,
        OptionalInt keepMonthly,
        OptionalInt keepYearly) {}
