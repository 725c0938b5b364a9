package dev.hikae.engine.backup;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;

/** Does something now and then: at most every minute, and never for more than a twentieth of the time. */
final class Pacing<T> implements Consumer<T> {
    private static final Duration LEAST = Duration.ofMinutes(1);
    private static final int SHARE = 20;

    private final InstantSource clock;
    private final Consumer<T> work;
    private Instant next;

    Pacing(InstantSource clock, Consumer<T> work) {
        this.clock = clock;
        this.work = work;
        this.next = clock.instant().plus(LEAST);
    }

    /** Cheap unless it is time. */
    @Override
    public void accept(T with) {
        Instant now = clock.instant();
        if (now.isBefore(next)) {
            return;
        }
        work.accept(with);
        Instant after = clock.instant();
        Duration pause = Duration.between(now, after).multipliedBy(SHARE);
        next = after.plus(pause.compareTo(LEAST) > 0 ? pause : LEAST);
    }
}
