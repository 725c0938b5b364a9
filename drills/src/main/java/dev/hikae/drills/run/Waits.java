package dev.hikae.drills.run;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Times in which nothing worked: somebody was asked, or a pause was made. They never overlap each other. */
final class Waits {
    private Waits() {}

    /** From when to when. */
    record Span(Instant from, Instant to) {}

    /** How much of them lies between two times. */
    static Duration between(List<Span> spans, Instant from, Instant to) {
        return spans.stream()
                .map(s -> Duration.between(later(s.from, from), earlier(s.to, to)))
                .filter(Duration::isPositive)
                .reduce(Duration.ZERO, Duration::plus);
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }
}
