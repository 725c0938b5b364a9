package dev.hikae.cli;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/** Sizes and times as people type them. */
final class Amounts {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,18})(?:([kmgtp])(?:i?b)?|b)?");
    private static final Pattern AGE = Pattern.compile("(\\d{1,6})([mhdwy])");
    private static final Pattern SPAN = Pattern.compile("(\\d{1,6})([smhd])");
    private static final Map<String, Duration> SPANS = Map.of(
            "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1));
    private static final Map<String, Duration> UNITS = Map.of(
            "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1),
            "w", Duration.ofDays(7),
            "y", Duration.ofDays(365));

    private Amounts() {}

    /** {@code 4096}, {@code 10k}, {@code 3MiB}: units of 1,024. */
    static Optional<Long> size(String text) {
        var m = SIZE.matcher(text.toLowerCase(Locale.ROOT));
        if (!m.matches()) {
            return Optional.empty();
        }
        long number = Long.parseLong(m.group(1));
        int shift = m.group(2) == null ? 0 : 10 * ("kmgtp".indexOf(m.group(2)) + 1);
        return number > Long.MAX_VALUE >> shift ? Optional.empty() : Optional.of(number << shift);
    }

    /** {@code 90s}, {@code 10m}, {@code 2h}, {@code 1d}: one small letter alone, so that it is no size. */
    static Optional<Duration> duration(String text) {
        var m = SPAN.matcher(text);
        return m.matches()
                ? Optional.of(Objects.requireNonNull(SPANS.get(m.group(2))).multipliedBy(Long.parseLong(m.group(1))))
                : Optional.empty();
    }

    /** An age such as {@code 7d}, a date, or a time with its offset. */
    static Optional<Instant> time(String text, Instant now) {
        var age = AGE.matcher(text);
        if (age.matches()) {
            return Optional.of(now.minus(
                    Objects.requireNonNull(UNITS.get(age.group(2))).multipliedBy(Long.parseLong(age.group(1)))));
        }
        try {
            return Optional.of(
                    text.length() == 10
                            ? LocalDate.parse(text)
                                    .atStartOfDay(ZoneId.systemDefault())
                                    .toInstant()
                            : OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
