package dev.hikae.drills.report;

import dev.hikae.config.text.Text;
import dev.hikae.drills.run.DrillEvent;
import dev.hikae.drills.run.StepState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What happened when: the steps, those that did not run included, and every event. */
public record Timeline(List<Row> steps, List<DrillEvent> events) {
    public Timeline {
        steps = List.copyOf(steps);
        events = List.copyOf(events);
    }

    /**
     * One step.
     *
     * @param action kind of step
     * @param detail what was found, why it failed, or why it did not run
     */
    public record Row(
            String id,
            String title,
            Action action,
            boolean criterion,
            boolean always,
            StepState state,
            Optional<Instant> startedAt,
            Optional<Instant> endedAt,
            Duration elapsed,
            int attempts,
            Text detail) {}

    /** Kinds of step. */
    public enum Action {
        RESTORE,
        COMPARE,
        COMMAND,
        HTTP_CHECK,
        WAIT,
        APPROVAL,
        REGION_DOWN,
        REGION_UP,
        CATCH_UP,
        CLEAN_UP,
        NOTE,
        FRESHNESS
    }
}
