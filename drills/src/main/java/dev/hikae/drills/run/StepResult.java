package dev.hikae.drills.run;

import dev.hikae.config.runbook.Step;
import dev.hikae.config.text.Text;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What became of one step; every step of the runbook has one.
 *
 * @param startedAt of the first attempt; empty when it did not run
 * @param elapsed over all attempts and the waits between them, measured by a monotonic clock
 * @param attempts how many were made, 0 when it did not run
 * @param detail what was found, or why it failed or did not run
 */
public record StepResult(
        Step step,
        StepState state,
        Optional<Instant> startedAt,
        Optional<Instant> endedAt,
        Duration elapsed,
        int attempts,
        Text detail) {
    public boolean succeeded() {
        return state == StepState.SUCCEEDED;
    }
}
