package dev.hikae.server.page;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How times, durations and sizes are written on pages. */
public final class Format {
    private static final Pattern INSTANT =
            Pattern.compile("\\b\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?Z");
    private static final Pattern DURATION = Pattern.compile("\\bPT(?=\\d)(\\d+H)?(\\d+M)?(\\d+(\\.\\d{1,9})?S)?\\b");

    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};

    private final DateTimeFormatter time;
    private final boolean japanese;

    Format(Locale locale, ZoneId zone) {
        this.time =
                DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss zzz", locale).withZone(zone);
        this.japanese = locale.getLanguage().equals("ja");
    }

    /** An absolute time with its zone. */
    public String time(Instant at) {
        return time.format(at);
    }

    /** The two greatest units of a duration. */
    public String duration(Duration d) {
        long seconds = d.abs().toSeconds();
        if (seconds < 1) {
            return d.toMillis() + " ms";
        }
        long[] sizes = {86_400, 3_600, 60, 1};
        String[] names = japanese ? new String[] {" 日", " 時間", " 分", " 秒"} : new String[] {" d", " h", " min", " s"};
        StringBuilder out = new StringBuilder(d.isNegative() ? "−" : "");
        int shown = 0;
        for (int i = 0; i < sizes.length && shown < 2; i++) {
            long n = seconds / sizes[i];
            if (n > 0 || shown > 0) {
                out.append(shown > 0 ? " " : "").append(n).append(names[i]);
                shown++;
            }
            seconds %= sizes[i];
            if (seconds == 0) {
                break;
            }
        }
        return out.toString();
    }

    /** A text of the API with its times and durations (RFC 3339, ISO 8601) as people read them. */
    public String words(String text) {
        String timed = INSTANT.matcher(text).replaceAll(m -> read(m.group(), t -> time(Instant.parse(t))));
        return DURATION.matcher(timed).replaceAll(m -> read(m.group(), t -> duration(Duration.parse(t))));
    }

    /** What only looks like a time, as a file's name may, stays as it is. */
    private static String read(String text, UnaryOperator<String> reading) {
        try {
            return Matcher.quoteReplacement(reading.apply(text));
        } catch (DateTimeException e) {
            return Matcher.quoteReplacement(text);
        }
    }

    /** Bytes in binary units, three digits. */
    public String size(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        String pattern = unit == 0 ? "%.0f" : value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f";
        return pattern.formatted(value) + " " + UNITS[unit];
    }

    /** A number with separators. */
    public String number(long n) {
        return String.format(Locale.ROOT, "%,d", n);
    }

    /** For a URL's query. */
    public String query(String text) {
        return Pages.encode(text);
    }
}
