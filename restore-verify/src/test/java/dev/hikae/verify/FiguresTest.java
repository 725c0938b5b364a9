package dev.hikae.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hikae.verify.RpoExposure.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class FiguresTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);

    @Test
    void exposureLevelsHaveTheirBoundsAtOneTwoAndFourTimesTheTarget() {
        assertEquals(Level.COMPLIANT, level(Duration.ofMinutes(60)));
        assertEquals(Level.EXCEEDED, level(Duration.ofMinutes(60).plusMillis(1)));
        assertEquals(Level.EXCEEDED, level(Duration.ofMinutes(120)));
        assertEquals(Level.SEVERE, level(Duration.ofMinutes(120).plusMillis(1)));
        assertEquals(Level.SEVERE, level(Duration.ofMinutes(240)));
        assertEquals(Level.CRITICAL, level(Duration.ofMinutes(240).plusMillis(1)));
        assertEquals(Level.PENDING, RpoExposure.of(Optional.empty(), HOUR, NOON).level());
        assertEquals(
                1500,
                RpoExposure.of(Optional.of(NOON.minusSeconds(5400)), HOUR, NOON)
                        .permille()
                        .orElseThrow());
    }

    @Test
    void aPointFromTheFutureIsNoNegativeExposure() {
        assertEquals(
                Optional.of(Duration.ZERO),
                RpoExposure.of(Optional.of(NOON.plusSeconds(5)), HOUR, NOON).exposure());
    }

    @Test
    void aDrawCanBeRepeatedByAnyone() {
        // printf 'point:00ff' | sha256sum, modulo 10
        assertEquals(new Draw("point", "00ff", 10, 4), Draw.of("point", "00ff", 10));
    }

    private static Level level(Duration age) {
        return RpoExposure.of(Optional.of(NOON.minus(age)), HOUR, NOON).level();
    }
}
