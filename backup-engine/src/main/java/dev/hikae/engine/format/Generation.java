package dev.hikae.engine.format;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** When something began, as names say it: an epoch's home, and how many collections that home had begun. */
public record Generation(int epoch, int number) implements Comparable<Generation> {
    private static final Pattern NAME = Pattern.compile("(?:gc|sessions)/([0-9]{8})\\.([0-9]{8})[-/].*");
    private static final Comparator<Generation> ORDER =
            Comparator.comparingInt(Generation::epoch).thenComparingInt(Generation::number);

    /** Of a session's or a collection's object; empty for other names. */
    public static Optional<Generation> of(String objectName) {
        Matcher parts = NAME.matcher(objectName);
        return parts.matches()
                ? Optional.of(new Generation(Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2))))
                : Optional.empty();
    }

    public Generation next() {
        return new Generation(epoch, number + 1);
    }

    @Override
    public int compareTo(Generation other) {
        return ORDER.compare(this, other);
    }

    /** As in names. */
    @Override
    public String toString() {
        return ObjectNames.number(epoch) + "." + ObjectNames.number(number);
    }
}
