package dev.hikae.scheduler;

import dev.hikae.config.error.HikaeException;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.TimeZone;
import org.quartz.CronExpression;

/**
 * When a cron expression is due in a zone, computed with java.time apart from Quartz's own firing.
 *
 * <p>A time that daylight saving skips is due at the first valid instant after the gap; a time that occurs twice is due
 * once, at its first occurrence. An expression for every hour counts hours that really pass: it has nothing to make up
 * after a gap, and runs in both passes of a repeated hour. (Quartz drops the former and the latter.)
 */
public final class CronTimes {
    private static final List<Duration> LOOK_BACK = List.of(
            Duration.ofMinutes(1),
            Duration.ofHours(1),
            Duration.ofDays(1),
            Duration.ofDays(32),
            Duration.ofDays(366),
            Duration.ofDays(9 * 366));

    private final CronExpression local;
    private final boolean everyHour;
    private final ZoneRules rules;
    private final ZoneId zone;

    /** Throws {@code HKE-5001} for an expression that cannot be read. */
    public CronTimes(String cron, ZoneId zone) {
        this.local = read(cron);
        this.everyHour = List.of("*", "*/1", "0/1").contains(cron.trim().split("\\s+")[2]);
        this.zone = zone;
        this.rules = zone.getRules();
    }

    private static CronExpression read(String cron) {
        try {
            CronExpression read = new CronExpression(cron);
            // Local times are written as if they were UTC, which has neither gaps nor overlaps.
            read.setTimeZone(TimeZone.getTimeZone(ZoneOffset.UTC));
            return read;
        } catch (ParseException e) {
            throw new HikaeException(e, SchedulerError.CRON_UNREADABLE, cron, String.valueOf(e.getMessage()));
        }
    }

    /** The first time due after the given one; empty when there is none. */
    public Optional<Instant> next(Instant after) {
        Optional<Instant> found = onward(after, LocalDateTime.ofInstant(after, zone));
        return everyHour ? earliest(secondPass(after), found) : found;
    }

    private Optional<Instant> onward(Instant after, LocalDateTime from) {
        Optional<LocalDateTime> match = nextLocal(from);
        while (match.isPresent()) {
            Optional<Instant> at = occurrence(match.get(), after);
            if (at.isPresent()) {
                return at;
            }
            match = nextLocal(match.get());
        }
        return Optional.empty();
    }

    private Optional<Instant> occurrence(LocalDateTime match, Instant after) {
        List<ZoneOffset> offsets = rules.getValidOffsets(match);
        if (offsets.isEmpty()) {
            return everyHour
                    ? Optional.empty()
                    : Optional.of(rules.getTransition(match).getInstant()).filter(i -> i.isAfter(after));
        }
        List<ZoneOffset> passes = everyHour ? offsets : offsets.subList(0, 1);
        return passes.stream()
                .map(match::toInstant)
                .filter(i -> i.isAfter(after))
                .findFirst();
    }

    /** The first match in the second pass of a repeated hour that still lies ahead. */
    private Optional<Instant> secondPass(Instant after) {
        ZoneOffsetTransition turn = rules.nextTransition(after);
        if (turn == null || !turn.isOverlap()) {
            return Optional.empty();
        }
        return nextLocal(turn.getDateTimeAfter().minusSeconds(1))
                .filter(m -> m.isBefore(turn.getDateTimeBefore()))
                .map(m -> m.toInstant(turn.getOffsetAfter()));
    }

    private static Optional<Instant> earliest(Optional<Instant> a, Optional<Instant> b) {
        return a.isPresent() && b.isPresent() ? (a.get().isBefore(b.get()) ? a : b) : a.or(() -> b);
    }

    private Optional<LocalDateTime> nextLocal(LocalDateTime after) {
        return Optional.ofNullable(local.getNextValidTimeAfter(Date.from(after.toInstant(ZoneOffset.UTC))))
                .map(d -> LocalDateTime.ofInstant(d.toInstant(), ZoneOffset.UTC));
    }

    /** The last time due at or before the given one; empty when there is none within nine years. */
    public Optional<Instant> previous(Instant at) {
        for (Duration back : LOOK_BACK) {
            Optional<Instant> last = Optional.empty();
            Optional<Instant> next = next(at.minus(back));
            while (next.isPresent() && !next.get().isAfter(at)) {
                last = next;
                next = next(next.get());
            }
            if (last.isPresent()) {
                return last;
            }
        }
        return Optional.empty();
    }

    /** Times due in {@code (from, to]}, the earliest ones, at most {@code limit}. */
    public List<Instant> between(Instant from, Instant to, int limit) {
        List<Instant> due = new ArrayList<>();
        Optional<Instant> next = next(from);
        while (due.size() < limit && next.isPresent() && !next.get().isAfter(to)) {
            due.add(next.get());
            next = next(next.get());
        }
        return due;
    }

    /** The next times due, at most {@code count}. */
    public List<Instant> upcoming(Instant after, int count) {
        return between(after, Instant.MAX, count);
    }

    /** Whether exactly this instant is due. */
    boolean isDue(Instant at) {
        return next(at.minusMillis(1)).filter(at::equals).isPresent();
    }

    /** How far two times due lie apart, around the given instant; empty for an expression that fires only once. */
    public Optional<Duration> period(Instant around) {
        Optional<Instant> start = previous(around).or(() -> next(around));
        return start.flatMap(s -> next(s).map(e -> Duration.between(s, e)));
    }
}
