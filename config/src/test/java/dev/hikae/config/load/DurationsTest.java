package dev.hikae.config.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class DurationsTest {
    @Test
    void shortAndIsoFormsAreRead() {
        assertEquals(Optional.of(Duration.ofHours(4)), Durations.parse("4h"));
        assertEquals(Optional.of(Duration.ofHours(4)), Durations.parse("PT4H"));
        assertEquals(Optional.of(Duration.ofDays(8)), Durations.parse("1w1d"));
        assertEquals(Optional.of(Duration.ofMinutes(90)), Durations.parse("1h30m"));
        assertEquals(Optional.of(Duration.ofMillis(250)), Durations.parse("250ms"));
        assertEquals(Optional.of(Duration.ofSeconds(-1)), Durations.parse("PT-1S"));
    }

    @Test
    void everythingElseIsNone() {
        for (String text : new String[] {"", "4", "h", "4 h", "30m1h", "1y", "-4h", "P", "pt4h", "9999999999h"}) {
            assertEquals(Optional.empty(), Durations.parse(text), text);
        }
    }
}
