package dev.hikae.engine.retention;

import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.IsoFields;
import java.util.Locale;

/** Names of the periods in which an instant lies; two instants lie in the same one when it has the same name. */
final class Periods {
    /** With the offset: where clocks are set back, an hour comes twice. */
    private static final DateTimeFormatter HOUR = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:00 xxx", Locale.ROOT);

    private final ZoneId zone;

    Periods(ZoneId zone) {
        this.zone = zone;
    }

    String hour(Instant at) {
        return HOUR.format(at.atZone(zone));
    }

    String day(Instant at) {
        return at.atZone(zone).toLocalDate().toString();
    }

    /** ISO 8601: weeks begin on Monday, and the first one of a year holds its first Thursday. */
    String week(Instant at) {
        ZonedDateTime local = at.atZone(zone);
        return String.format(
                Locale.ROOT,
                "%04d-W%02d",
                local.get(IsoFields.WEEK_BASED_YEAR),
                local.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
    }

    String month(Instant at) {
        return YearMonth.from(at.atZone(zone)).toString();
    }

    String year(Instant at) {
        return String.format(Locale.ROOT, "%04d", at.atZone(zone).getYear());
    }

    /** Windows of this length, from 1970 on. */
    static String window(Instant at, Duration length) {
        long seconds = length.toSeconds();
        return Instant.ofEpochSecond(Math.floorDiv(at.getEpochSecond(), seconds) * seconds)
                .toString();
    }
}
