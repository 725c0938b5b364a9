package dev.hikae.server.catalogue;

import static dev.hikae.server.catalogue.Columns.millis;
import static dev.hikae.server.catalogue.Columns.word;

import dev.hikae.config.id.RunId;
import dev.hikae.scheduler.Attempt;
import dev.hikae.scheduler.Run;
import dev.hikae.scheduler.RunState;
import dev.hikae.scheduler.RunStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.StatementContext;

/** Runs in the catalogue. Times are kept to the millisecond. */
public final class JdbiRunStore implements RunStore {
    private final Catalogue catalogue;

    public JdbiRunStore(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    @Override
    public boolean plan(Run run) {
        return catalogue.write(h -> h.createUpdate("""
                                INSERT INTO run (id, kind, subject, schedule, scheduled_for, start_by, requested_by,
                                    parameters, state, attempts, max_attempts, backoff_millis, fencing_token,
                                    ended_at, error_code, error, cancel_requested)
                                VALUES (:id, :kind, :subject, :schedule, :scheduledFor, :startBy, :by,
                                    :parameters, :state, 0, :maxAttempts, :backoff, 0, :endedAt, :code, :error, 0)
                                ON CONFLICT DO NOTHING
                                """)
                        .bind("id", run.id().value())
                        .bind("kind", run.kind())
                        .bind("subject", run.subject())
                        .bind("schedule", run.schedule().orElse(null))
                        .bind("scheduledFor", millis(run.scheduledFor()))
                        .bind("startBy", millis(run.startBy()))
                        .bind("by", run.requestedBy())
                        .bind("parameters", run.parameters())
                        .bind("state", word(run.state()))
                        .bind("maxAttempts", run.maxAttempts())
                        .bind("backoff", run.backoffMillis())
                        .bind("endedAt", run.endedAt().map(Columns::millis).orElse(null))
                        .bind("code", run.errorCode().orElse(null))
                        .bind("error", run.error().orElse(null))
                        .execute()
                == 1);
    }

    @Override
    public Optional<Run> claim(String node, Instant now, Duration lease) {
        // Most rounds find nothing: look without taking the one writing connection.
        return catalogue.read(h -> claimable(h, now)).flatMap(seen -> catalogue.write(h -> claim(h, node, now, lease)));
    }

    private static Optional<String> claimable(Handle h, Instant now) {
        return h.createQuery("""
                        SELECT r.id FROM run r
                        WHERE r.state = 'planned' AND r.cancel_requested = 0 AND r.scheduled_for <= :now
                            AND (r.next_attempt_at IS NULL OR r.next_attempt_at <= :now)
                            AND (r.attempts > 0 OR r.start_by >= :now)
                            AND NOT EXISTS (SELECT 1 FROM run o
                                WHERE o.state = 'running' AND o.kind = r.kind AND o.subject = r.subject)
                        ORDER BY r.scheduled_for, r.id LIMIT 1
                        """).bind("now", millis(now)).mapTo(String.class).findOne();
    }

    private static Optional<Run> claim(Handle h, String node, Instant now, Duration lease) {
        Optional<String> found = claimable(h, now);
        found.ifPresent(id -> {
            h.createUpdate("""
                            UPDATE run SET state = 'running', attempts = attempts + 1, fencing_token = :token,
                                started_at = COALESCE(started_at, :now), lease_until = :until, next_attempt_at = NULL
                            WHERE id = :id
                            """)
                    .bind("token", nextToken(h))
                    .bind("now", millis(now))
                    .bind("until", millis(now.plus(lease)))
                    .bind("id", id)
                    .execute();
            h.createUpdate("""
                            INSERT INTO attempt (run, number, node, started_at, state)
                            SELECT id, attempts, :node, :now, 'running' FROM run WHERE id = :id
                            """)
                    .bind("node", node)
                    .bind("now", millis(now))
                    .bind("id", id)
                    .execute();
        });
        return found.flatMap(id -> find(h, id));
    }

    private static long nextToken(Handle h) {
        h.execute("UPDATE fencing SET last_token = last_token + 1");
        return h.createQuery("SELECT last_token FROM fencing").mapTo(Long.class).one();
    }

    @Override
    public boolean renew(RunId run, long fencingToken, Instant now, Duration lease) {
        return catalogue.write(h -> h.createUpdate("UPDATE run SET lease_until = :until"
                                + " WHERE id = :id AND state = 'running' AND fencing_token = :token")
                        .bind("until", millis(now.plus(lease)))
                        .bind("id", run.value())
                        .bind("token", fencingToken)
                        .execute()
                == 1);
    }

    @Override
    public boolean finish(
            RunId run,
            long fencingToken,
            RunState state,
            Instant at,
            Optional<String> outcome,
            Optional<String> errorCode,
            Optional<String> error) {
        return catalogue.write(h -> {
            boolean ours = h.createUpdate("""
                                    UPDATE run SET state = :state, ended_at = :at, lease_until = NULL,
                                        outcome = :outcome, error_code = :code, error = :error
                                    WHERE id = :id AND state = 'running' AND fencing_token = :token
                                    """)
                            .bind("state", word(state))
                            .bind("at", millis(at))
                            .bind("outcome", outcome.orElse(null))
                            .bind("code", errorCode.orElse(null))
                            .bind("error", error.orElse(null))
                            .bind("id", run.value())
                            .bind("token", fencingToken)
                            .execute()
                    == 1;
            return ours && endAttempt(h, run.value(), state, at, error);
        });
    }

    @Override
    public boolean retry(RunId run, long fencingToken, Instant at, Instant nextAttemptAt, String error) {
        return catalogue.write(h -> {
            boolean ours = h.createUpdate("""
                                    UPDATE run SET state = 'planned', lease_until = NULL, next_attempt_at = :next,
                                        error = :error
                                    WHERE id = :id AND state = 'running' AND fencing_token = :token
                                    """)
                            .bind("next", millis(nextAttemptAt))
                            .bind("error", error)
                            .bind("id", run.value())
                            .bind("token", fencingToken)
                            .execute()
                    == 1;
            return ours && endAttempt(h, run.value(), RunState.FAILED, at, Optional.of(error));
        });
    }

    /** Ends the attempt at work; true always. */
    private static boolean endAttempt(Handle h, String run, RunState state, Instant at, Optional<String> error) {
        h.createUpdate("UPDATE attempt SET state = :state, ended_at = :at, error = :error"
                        + " WHERE run = :run AND ended_at IS NULL")
                .bind("state", word(state))
                .bind("at", millis(at))
                .bind("error", error.orElse(null))
                .bind("run", run)
                .execute();
        return true;
    }

    @Override
    public boolean endUnstarted(RunId run, RunState state, Instant at, String reason) {
        return catalogue.write(h -> h.createUpdate("""
                                UPDATE run SET state = :state, ended_at = :at, next_attempt_at = NULL, error = :reason
                                WHERE id = :id AND state = 'planned'
                                """)
                        .bind("state", word(state))
                        .bind("at", millis(at))
                        .bind("reason", reason)
                        .bind("id", run.value())
                        .execute()
                == 1);
    }

    @Override
    public List<Run> reapAbandoned(Instant leaseEndedBy, Instant now) {
        if (catalogue.read(h -> orphans(h, leaseEndedBy)).isEmpty()) {
            return List.of();
        }
        return catalogue.write(h ->
                orphans(h, leaseEndedBy).stream().map(id -> reap(h, id, now)).toList());
    }

    private static List<String> orphans(Handle h, Instant leaseEndedBy) {
        return h.createQuery("SELECT id FROM run WHERE state = 'running' AND lease_until <= :by ORDER BY id")
                .bind("by", millis(leaseEndedBy))
                .mapTo(String.class)
                .list();
    }

    private static Run reap(Handle h, String id, Instant now) {
        endAttempt(h, id, RunState.ABANDONED, now, Optional.empty());
        h.createUpdate("""
                        UPDATE run SET lease_until = NULL,
                            state = CASE WHEN attempts < max_attempts THEN 'planned' ELSE 'abandoned' END,
                            next_attempt_at = CASE WHEN attempts < max_attempts THEN :now END,
                            ended_at = CASE WHEN attempts < max_attempts THEN NULL ELSE :now END
                        WHERE id = :id
                        """).bind("now", millis(now)).bind("id", id).execute();
        return find(h, id).orElseThrow();
    }

    @Override
    public boolean requestCancel(RunId run) {
        return catalogue.write(h ->
                h.createUpdate("UPDATE run SET cancel_requested = 1 WHERE id = :id AND state IN ('planned', 'running')")
                                .bind("id", run.value())
                                .execute()
                        == 1);
    }

    @Override
    public Optional<Run> find(RunId run) {
        return catalogue.read(h -> find(h, run.value()));
    }

    private static Optional<Run> find(Handle h, String id) {
        return h.createQuery("SELECT * FROM run WHERE id = :id")
                .bind("id", id)
                .map(JdbiRunStore::run)
                .findOne();
    }

    @Override
    public List<Run> list(Filter filter, Optional<RunId> before, int limit) {
        String sql = "SELECT * FROM run WHERE 1 = 1"
                + filter.kind().map(k -> " AND kind = :kind").orElse("")
                + filter.subject().map(s -> " AND subject = :subject").orElse("")
                + filter.state().map(s -> " AND state = :state").orElse("")
                + filter.schedule().map(s -> " AND schedule = :schedule").orElse("")
                + before.map(b -> " AND id < :before").orElse("")
                + " ORDER BY id DESC LIMIT :limit";
        return catalogue.read(h -> {
            Query query = h.createQuery(sql).bind("limit", limit);
            filter.kind().ifPresent(k -> query.bind("kind", k));
            filter.subject().ifPresent(s -> query.bind("subject", s));
            filter.state().ifPresent(s -> query.bind("state", word(s)));
            filter.schedule().ifPresent(s -> query.bind("schedule", s));
            before.ifPresent(b -> query.bind("before", b.value()));
            return query.map(JdbiRunStore::run).list();
        });
    }

    @Override
    public List<Attempt> attempts(RunId run) {
        return catalogue.read(h -> h.createQuery("SELECT * FROM attempt WHERE run = :run ORDER BY number")
                .bind("run", run.value())
                .map(JdbiRunStore::attempt)
                .list());
    }

    @Override
    public Optional<Instant> lastSuccess(String kind, String subject) {
        return catalogue
                .read(h -> h.createQuery("""
                                SELECT ended_at FROM run
                                WHERE kind = :kind AND subject = :subject AND state = 'succeeded'
                                ORDER BY ended_at DESC LIMIT 1
                                """)
                        .bind("kind", kind)
                        .bind("subject", subject)
                        .mapTo(Long.class)
                        .findOne())
                .map(Instant::ofEpochMilli);
    }

    private static Run run(ResultSet row, StatementContext context) throws SQLException {
        return new Run(
                new RunId(row.getString("id")),
                row.getString("kind"),
                row.getString("subject"),
                Columns.perhapsText(row, "schedule"),
                Columns.instant(row, "scheduled_for"),
                Columns.instant(row, "start_by"),
                row.getString("requested_by"),
                row.getString("parameters"),
                Columns.constant(RunState.class, row, "state"),
                row.getInt("attempts"),
                row.getInt("max_attempts"),
                row.getLong("backoff_millis"),
                row.getLong("fencing_token"),
                Columns.perhapsInstant(row, "started_at"),
                Columns.perhapsInstant(row, "ended_at"),
                Columns.perhapsInstant(row, "lease_until"),
                Columns.perhapsInstant(row, "next_attempt_at"),
                Columns.perhapsText(row, "outcome"),
                Columns.perhapsText(row, "error_code"),
                Columns.perhapsText(row, "error"),
                row.getInt("cancel_requested") != 0);
    }

    private static Attempt attempt(ResultSet row, StatementContext context) throws SQLException {
        return new Attempt(
                new RunId(Objects.requireNonNull(row.getString("run"))),
                row.getInt("number"),
                row.getString("node"),
                Columns.instant(row, "started_at"),
                Columns.perhapsInstant(row, "ended_at"),
                Columns.constant(RunState.class, row, "state"),
                Columns.perhapsText(row, "error"));
    }
}
