package dev.hikae.drills.run;

import java.time.Duration;

/**
 * How long the runner waits for things.
 *
 * @param retry before a further attempt of a step
 * @param poll between two looks at whether the regions have caught up
 * @param grace for a step to stop after its time is up
 */
public record Pace(Duration retry, Duration poll, Duration grace) {
    public static final Pace USUAL = new Pace(Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ofSeconds(20));
}
