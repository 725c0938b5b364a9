package dev.hikae.config.plan;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Which snapshots to keep: each that one of these rules keeps. With no rule, everything.
 *
 * @param keepLast the newest
 * @param keepHourly one for each of the last hours that have any; and so on
 * @param keepWithin all that are not older than this, reckoned from the newest
 * @param keepVerified how many of those that a restore test has proven stay at least; no rule of its own, but a floor under the others
 */
public record Retention(
        OptionalInt keepLast,
        OptionalInt keepHourly,
        OptionalInt keepDaily,
        OptionalInt keepWeekly,
        OptionalInt keepMonthly,
        OptionalInt keepYearly,
        Optional<Duration> keepWithin,
        OptionalInt keepVerified) {
    /** Everything is kept. */
    public static final Retention EVERYTHING = new Retention(
            OptionalInt.empty(),
            OptionalInt.empty(),
            OptionalInt.empty(),
            OptionalInt.empty(),
            OptionalInt.empty(),
            OptionalInt.empty());

    private static final int ONE = 1;

    /** Rules that count only. */
    public Retention(
            OptionalInt keepLast,
            OptionalInt keepHourly,
            OptionalInt keepDaily,
            OptionalInt keepWeekly,
            OptionalInt keepMonthly,
            OptionalInt keepYearly) {
        this(
                keepLast,
                keepHourly,
                keepDaily,
                keepWeekly,
                keepMonthly,
                keepYearly,
                Optional.empty(),
                OptionalInt.empty());
    }

    /** Whether there is no rule that would let a snapshot go. */
    public boolean keepsEverything() {
        return keepLast.isEmpty()
                && keepHourly.isEmpty()
                && keepDaily.isEmpty()
                && keepWeekly.isEmpty()
                && keepMonthly.isEmpty()
                && keepYearly.isEmpty()
                && keepWithin.isEmpty();
    }

    /** How many proven snapshots stay at least: one, unless told otherwise. */
    public int minimumVerified() {
        return keepVerified.orElse(ONE);
    }
}
