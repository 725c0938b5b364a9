package dev.hikae.drills.register;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hikae.config.id.RunId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The append-only, gap-free register of every run that was due.
 *
 * <p>A leaf that {@link #append} returned is on disk: it survives a crash. Leaves are never changed, deleted or
 * reordered; a correction is a new leaf. One process per register folder.
 */
public interface Register extends AutoCloseable {
    /** Appends one leaf and forces it to disk before it returns. The body goes beside the log, salted and committed to. */
    Leaf append(Draft draft);

    /** How many leaves there are. */
    long size();

    /** Leaves {@code [from, to)}. */
    List<Leaf> leaves(long from, long to);

    /** The body of a leaf, unless it was erased. */
    Optional<ObjectNode> body(long seq);

    /** The body with its salt, {@code {"body":…,"salt":"hex"}}: lets others check it against the leaf's commitment. */
    Optional<ObjectNode> saltedBody(long seq);

    /** A signed checkpoint of the whole log, C2SP {@code tlog-checkpoint}. */
    String checkpoint();

    /** A C2SP {@code tlog-proof@v1} that the leaf lies in the current checkpoint. */
    String proof(long seq);

    @Override
    void close();

    /**
     * What is to be recorded. The body may name people and reasons; the leaf holds none.
     *
     * <p>Of the body, only {@code due} is copied into the leaf when it is there: the RFC 3339 time a planned run is
     * due, after which its missing outcome is a gap.
     */
    record Draft(
            Kind kind, Optional<RunId> run, Optional<String> planSha256, Optional<String> outcome, ObjectNode body) {}

    /**
     * One leaf, at most 1 kB as RFC 8785 JSON.
     *
     * @param runSeq counts the leaves of one run from 1, without gaps; 0 for a leaf of no run
     * @param at milliseconds, UTC
     * @param bodyCommit {@code SHA-256(salt ‖ RFC 8785 form of the body)} in hexadecimal
     */
    record Leaf(
            long seq,
            Kind kind,
            Optional<RunId> run,
            long runSeq,
            Optional<String> planSha256,
            Instant at,
            Optional<String> outcome,
            Optional<Instant> due,
            String bodyCommit) {}

    /** Kinds of leaf. */
    enum Kind {
        SCHEDULE_PUBLISHED("schedule.published"),
        RUN_PLANNED("run.planned"),
        RUN_STARTED("run.started"),
        RUN_FINISHED("run.finished"),
        RUN_ABORTED("run.aborted"),
        RUN_ABANDONED("run.abandoned"),
        RUN_EXPIRED("run.expired"),
        RUN_MISSED("run.missed"),
        RUN_OUT_OF_BAND("run.out-of-band"),
        RUN_SKIPPED("run.skipped"),
        REPORT_ISSUED("report.issued"),
        REPORT_SUPERSEDED("report.superseded"),
        FINDING_OPENED("finding.opened"),
        FINDING_CLOSED("finding.closed"),
        /** A keyring was unlocked outside of any run, for reading. */
        KEY_UNLOCKED("key.unlocked"),
        KEY_ROTATED("key.rotated"),
        CONFIG_CHANGED("config.changed"),
        APPROVAL_GIVEN("approval.given"),
        HEARTBEAT("heartbeat"),
        LOG_SEALED("log.sealed");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /** As written in the leaf. */
        public String word() {
            return word;
        }
    }
}
