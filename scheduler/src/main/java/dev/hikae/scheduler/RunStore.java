package dev.hikae.scheduler;

import dev.hikae.config.id.RunId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Where runs are kept; every method is one transaction.
 *
 * <p>Unique by (schedule, scheduledFor): planning the same firing twice plans it once. A claim takes a planned
 * run whose time has come and whose start window has not passed (the window counts for the first attempt only), for
 * which no other run of the same (kind, subject) is running and no cancellation was asked, gives it a lease and
 * the next fencing token. Every later change names that token and is refused when it is no longer the newest.
 */
public interface RunStore {
    /**
     * Stores a new run: planned, or already {@code missed} or {@code skipped} when it will never run. False when that
     * id or that firing is stored already, and then nothing changed.
     */
    boolean plan(Run run);

    /** Claims the oldest claimable run for this node, if any. */
    Optional<Run> claim(String node, Instant now, Duration lease);

    /** Prolongs the lease; false when the token is no longer ours. */
    boolean renew(RunId run, long fencingToken, Instant now, Duration lease);

    /** Ends an attempt and the run; false when the token is no longer ours. */
    boolean finish(
            RunId run,
            long fencingToken,
            RunState state,
            Instant at,
            Optional<String> outcome,
            Optional<String> errorCode,
            Optional<String> error);

    /** Ends an attempt and puts the run back to planned for another; false when the token is no longer ours. */
    boolean retry(RunId run, long fencingToken, Instant at, Instant nextAttemptAt, String error);

    /**
     * Ends a planned run without another attempt: expired, skipped, missed, or cancelled while it waited. False when
     * it is running or has ended.
     */
    boolean endUnstarted(RunId run, RunState state, Instant at, String reason);

    /**
     * Takes running runs whose lease ends at or before {@code leaseEndedBy} from their nodes: their attempts become
     * abandoned; they are planned again from {@code now} while attempts are left, else abandoned. Returns them as they
     * are afterwards.
     */
    List<Run> reapAbandoned(Instant leaseEndedBy, Instant now);

    /** Asks a planned or running run to stop; false when it has ended. */
    boolean requestCancel(RunId run);

    Optional<Run> find(RunId run);

    /** Newest first; {@code before} is the id to continue from. */
    List<Run> list(Filter filter, Optional<RunId> before, int limit);

    List<Attempt> attempts(RunId run);

    /** End of the newest run in state succeeded. */
    Optional<Instant> lastSuccess(String kind, String subject);

    /** What to list; an empty field does not filter. */
    record Filter(
            Optional<String> kind, Optional<String> subject, Optional<RunState> state, Optional<String> schedule) {
        public static final Filter ALL =
                new Filter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }
}
