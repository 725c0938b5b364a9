package dev.hikae.drills.run;

import java.time.Instant;
import java.util.Optional;

/**
 * One question asked in a drill and what became of it.
 *
 * @param by who answered; empty when it expired or was never answered
 */
public record ApprovalRecord(
        String step,
        String question,
        String requestedBy,
        Instant requestedAt,
        Instant expiresAt,
        Outcome outcome,
        Optional<String> by,
        Optional<String> comment,
        Optional<Instant> answeredAt) {
    /** What became of it. */
    public enum Outcome {
        APPROVED,
        REJECTED,
        EXPIRED,
        /** Answered by the person who started the drill, which does not count. */
        REFUSED_SELF,
        /** The drill was cancelled first. */
        UNANSWERED
    }
}
