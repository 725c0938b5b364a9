package dev.hikae.drills.run;

import dev.hikae.config.id.RunId;
import java.time.Instant;

/** Brings a drill's questions to people and their answers back. */
public interface Approvals {
    /**
     * Asks, and waits until someone answers or the request expires.
     *
     * <p>Who may answer is the caller's to check (the approver's role); the runner refuses an answer of the person
     * who started the drill by itself. An interrupt means that nobody waits for the answer any more.
     */
    Answer ask(Request request) throws InterruptedException;

    /** A question. The answer must come before {@code expiresAt}. */
    record Request(RunId run, String step, String question, String startedBy, Instant requestedAt, Instant expiresAt) {}

    /** What came back. */
    sealed interface Answer {
        record Approved(String by, String comment, Instant at) implements Answer {}

        record Rejected(String by, String comment, Instant at) implements Answer {}

        record Expired(Instant at) implements Answer {}
    }
}
