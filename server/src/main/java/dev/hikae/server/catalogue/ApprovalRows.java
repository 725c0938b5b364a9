package dev.hikae.server.catalogue;

import dev.hikae.config.id.RunId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.StatementContext;

/** Questions to approvers and their answers; each is answered once. */
public final class ApprovalRows {
    /** Where a question is. */
    public enum State {
        PENDING,
        APPROVED,
        REJECTED,
        EXPIRED,
        /** Nobody waits for the answer any more. */
        CANCELLED
    }

    /** One question. */
    public record Approval(
            String id,
            RunId run,
            String step,
            String question,
            String requestedBy,
            Instant requestedAt,
            Instant expiresAt,
            State state,
            Optional<String> decidedBy,
            Optional<Instant> decidedAt,
            Optional<String> comment) {}

    private final Catalogue catalogue;

    public ApprovalRows(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    /** Stores a pending question. */
    public void ask(Approval a) {
        catalogue.change(h -> h.execute(
                "INSERT INTO approval (id, run, step, question, requested_by, requested_at, expires_at, state)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, 'pending')",
                a.id(),
                a.run().value(),
                a.step(),
                a.question(),
                a.requestedBy(),
                Columns.millis(a.requestedAt()),
                Columns.millis(a.expiresAt())));
    }

    /** Answers a question in time; false when it is not pending any more or has expired. */
    public boolean decide(String id, State state, String by, Instant at, String comment) {
        return catalogue.write(h -> h.createUpdate("""
                                UPDATE approval SET state = :state, decided_by = :by, decided_at = :at, comment = :comment
                                WHERE id = :id AND state = 'pending' AND expires_at > :at
                                """)
                        .bind("state", Columns.word(state))
                        .bind("by", by)
                        .bind("at", Columns.millis(at))
                        .bind("comment", comment)
                        .bind("id", id)
                        .execute()
                == 1);
    }

    /** Ends a pending question without an answer: expired or cancelled. False when it is not pending. */
    public boolean end(String id, State state, Instant at) {
        return catalogue.write(h -> h.createUpdate(
                                "UPDATE approval SET state = :state, decided_at = :at WHERE id = :id AND state = 'pending'")
                        .bind("state", Columns.word(state))
                        .bind("at", Columns.millis(at))
                        .bind("id", id)
                        .execute()
                == 1);
    }

    public Optional<Approval> find(String id) {
        return catalogue.read(h -> h.createQuery("SELECT * FROM approval WHERE id = :id")
                .bind("id", id)
                .map(ApprovalRows::approval)
                .findOne());
    }

    /** Newest first. */
    public List<Approval> list(Optional<State> state, Optional<RunId> run, int limit) {
        String sql = "SELECT * FROM approval WHERE 1 = 1"
                + state.map(s -> " AND state = :state").orElse("")
                + run.map(r -> " AND run = :run").orElse("")
                + " ORDER BY requested_at DESC, id DESC LIMIT :limit";
        return catalogue.read(h -> {
            Query query = h.createQuery(sql).bind("limit", limit);
            state.ifPresent(s -> query.bind("state", Columns.word(s)));
            run.ifPresent(r -> query.bind("run", r.value()));
            return query.map(ApprovalRows::approval).list();
        });
    }

    private static Approval approval(ResultSet row, StatementContext context) throws SQLException {
        return new Approval(
                row.getString("id"),
                new RunId(row.getString("run")),
                row.getString("step"),
                row.getString("question"),
                row.getString("requested_by"),
                Columns.instant(row, "requested_at"),
                Columns.instant(row, "expires_at"),
                Columns.constant(State.class, row, "state"),
                Columns.perhapsText(row, "decided_by"),
                Columns.perhapsInstant(row, "decided_at"),
                Columns.perhapsText(row, "comment"));
    }
}
