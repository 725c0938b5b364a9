package dev.hikae.engine.region;

import static dev.hikae.engine.region.Rig.OSAKA;
import static dev.hikae.engine.region.Rig.TOKYO;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class StragglersTest {
    private final AtomicLong now = new AtomicLong();
    private final Stragglers stragglers = new Stragglers(Duration.ofSeconds(30), now::get);

    @Test
    void patience_isAFloorAndAQuarterOfTheTimeThatPassed() {
        assertEquals(30, left());
        pass(100);
        assertEquals(55, left());
    }

    @Test
    void waiting_isTakenFromIt() {
        stragglers.begin(List.of(OSAKA, TOKYO));
        pass(40);
        assertEquals(0, left());
        stragglers.end(List.of(OSAKA, TOKYO));
        pass(8);
        assertEquals(2, left());
    }

    @Test
    void threadsThatWaitAtOnce_countOnce() {
        stragglers.begin(List.of(OSAKA));
        pass(4);
        stragglers.begin(List.of(OSAKA));
        pass(4);
        stragglers.end(List.of(OSAKA));
        stragglers.end(List.of(OSAKA));
        pass(4);
        assertEquals(30 + 3 - 8, left());
    }

    private void pass(int seconds) {
        now.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }

    private long left() {
        return Duration.ofNanos(stragglers.nanosLeft(OSAKA)).toSeconds();
    }
}
