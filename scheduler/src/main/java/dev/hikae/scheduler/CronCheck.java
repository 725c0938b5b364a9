package dev.hikae.scheduler;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.load.ScheduleCheck;
import dev.hikae.config.text.Messages;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Optional;

/** Tells whether a cron expression can be read and will ever fire. */
public final class CronCheck {
    private CronCheck() {}

    /** What is wrong with it ({@code HKE-5001}, {@code HKE-5002}); empty when nothing is. */
    public static Optional<HikaeException> problem(String cron, ZoneId zone, Instant now) {
        try {
            return new CronTimes(cron, zone).next(now).isPresent()
                    ? Optional.empty()
                    : Optional.of(new HikaeException(SchedulerError.CRON_NEVER_FIRES, cron));
        } catch (HikaeException e) {
            return Optional.of(e);
        }
    }

    /** For the reader of configuration files. */
    public static ScheduleCheck forConfiguration(InstantSource clock) {
        return (cron, zone) -> problem(cron, zone, clock.instant()).map(e -> Messages.render(e.text(), Locale.ENGLISH));
    }

    /** Returns when nothing is wrong with it, else throws what is. */
    public static void require(String cron, ZoneId zone, Instant now) {
        problem(cron, zone, now).ifPresent(e -> {
            throw e;
        });
    }
}
