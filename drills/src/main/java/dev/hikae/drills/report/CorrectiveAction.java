package dev.hikae.drills.report;

import java.time.LocalDate;
import java.util.Optional;

/**
 * Something to be mended, closed only by a retest.
 *
 * @param fromEarlierDrill whether it was opened by an earlier drill
 */
public record CorrectiveAction(
        String id,
        String what,
        String owner,
        LocalDate due,
        State state,
        Optional<String> retestRun,
        boolean fromEarlierDrill) {
    /** How far it is. */
    public enum State {
        OPEN,
        MENDED_NOT_RETESTED,
        CLOSED_BY_RETEST
    }
}
