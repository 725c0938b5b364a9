package dev.hikae.scheduler;

import dev.hikae.config.plan.Schedule;
import java.time.Instant;
import java.util.Optional;

/**
 * A schedule in force for one (kind, subject).
 *
 * @param parameters JSON object that every run of it gets
 * @param publishedAt when this (kind, subject) first got a schedule; "never succeeded" counts from here
 * @param settledUntil every time due up to here has its run
 * @param overdueAt when {@link RunListener#overdue} was last called for it
 */
public record Published(
        String kind,
        String subject,
        Schedule schedule,
        String parameters,
        Instant publishedAt,
        Instant settledUntil,
        Optional<Instant> overdueAt) {
    /** Its name: kind and subject. */
    public String name() {
        return name(kind, subject);
    }

    /** The name of the schedule of this kind and subject. */
    public static String name(String kind, String subject) {
        return kind + "/" + subject;
    }

    CronTimes times() {
        return new CronTimes(schedule.cron(), schedule.zone());
    }

    Published settled(Instant until) {
        return new Published(kind, subject, schedule, parameters, publishedAt, until, overdueAt);
    }

    Published overdue(Instant at) {
        return new Published(kind, subject, schedule, parameters, publishedAt, settledUntil, Optional.of(at));
    }
}
