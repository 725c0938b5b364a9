package dev.hikae.drills.report;

import dev.hikae.config.text.Messages;
import dev.hikae.config.text.Text;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The words, figures and times of one language. */
final class Words {
    static final String BUNDLE = "dev.hikae.drills.messages";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("uuuu-MM-dd", Locale.ROOT).withZone(ZoneOffset.UTC);

    private static final Pattern INSTANT = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?Z");
    private static final Pattern LARGE = Pattern.compile("[1-9]\\d{4,17}");
    private static final Pattern DURATION = Pattern.compile("PT(\\d+H)?(\\d+M)?(\\d+(\\.\\d{1,9})?S)?(?<!T)");

    private final Locale locale;

    Words(Locale locale) {
        this.locale = Messages.supported(locale);
    }

    Locale locale() {
        return locale;
    }

    /** The sentence; parameters in the form of an RFC 3339 time, an ISO 8601 duration or a large number are shown in this language. */
    String render(Text text) {
        List<String> shown = text.params().stream().map(this::parameter).toList();
        return Messages.render(new Text(text.bundle(), text.key(), shown), locale);
    }

    private String parameter(String value) {
        if (INSTANT.matcher(value).matches()) {
            return time(Instant.parse(value));
        }
        if (LARGE.matcher(value).matches()) {
            return count(Long.parseLong(value));
        }
        return DURATION.matcher(value).matches() ? duration(Duration.parse(value)) : value;
    }

    /** Our own word {@code report.<key>}. */
    String say(String key, Object... params) {
        return render(Text.of(BUNDLE, "report." + key, params));
    }

    /** The word of an enum's constant: {@code report.<kind>.<constant>}. */
    String say(String kind, Enum<?> constant) {
        return say(kind + "." + constant.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    String time(Instant at) {
        return TIME.format(at) + " UTC";
    }

    /** Without the day, for tables. */
    String clock(Instant at) {
        return CLOCK.format(at);
    }

    String day(Instant at) {
        return DAY.format(at);
    }

    String time(Optional<Instant> at) {
        return at.map(this::time).orElseGet(() -> say("never"));
    }

    /** The two largest units that are not zero; below a minute with milliseconds. */
    String duration(Duration d) {
        if (d.compareTo(Duration.ofMinutes(1)) < 0) {
            return say("unit.seconds", d.toSeconds() + String.format(Locale.ROOT, ".%03d", d.toMillisPart()));
        }
        if (d.compareTo(Duration.ofHours(1)) < 0) {
            return two("minutes", d.toMinutes(), d.toSecondsPart());
        }
        if (d.compareTo(Duration.ofDays(1)) < 0) {
            return two("hours", d.toHours(), d.toMinutesPart());
        }
        return two("days", d.toDays(), d.toHoursPart());
    }

    private String two(String unit, long large, int small) {
        return small == 0 ? say("unit." + unit + ".whole", large) : say("unit." + unit, large, small);
    }

    String count(long n) {
        return String.format(Locale.ROOT, "%,d", n);
    }

    /** Exact bytes, and from a kibibyte on a rounded figure beside them. */
    String bytes(long n) {
        String exact = say("unit.bytes", count(n));
        if (n < 1024) {
            return exact;
        }
        int power = Math.min(6, (63 - Long.numberOfLeadingZeros(n)) / 10);
        String rounded =
                String.format(Locale.ROOT, "%.1f %siB", n / (double) (1L << (10 * power)), "KMGTPE".charAt(power - 1));
        return rounded + " (" + exact + ")";
    }

    String yesNo(boolean yes) {
        return say(yes ? "yes" : "no");
    }
}
