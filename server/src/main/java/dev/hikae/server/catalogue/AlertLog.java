package dev.hikae.server.catalogue;

import dev.hikae.config.id.RunId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.statement.StatementContext;

/** Alerts that were raised, and whether each target got them. */
public final class AlertLog {
    /**
     * One alert.
     *
     * @param severity {@code critical} or {@code warning}
     * @param event what happened, for example {@code run.failed}
     * @param document what is sent, JSON
     */
    public record Alert(
            String id,
            Instant at,
            String severity,
            String event,
            String kind,
            String subject,
            Optional<RunId> run,
            String document) {}

    /** An alert on its way to one target. */
    public record Delivery(
            String alert,
            String target,
            int attempts,
            Instant lastAt,
            Optional<Instant> nextAt,
            Optional<Instant> deliveredAt,
            Optional<String> problem) {}

    private final Catalogue catalogue;

    public AlertLog(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    /** Keeps an alert with a delivery due now for each target, in one transaction. */
    public void raise(Alert a, List<String> targets) {
        catalogue.change(h -> {
            h.execute(
                    "INSERT INTO alert (id, at, severity, event, kind, subject, run, document)"
                            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    a.id(),
                    Columns.millis(a.at()),
                    a.severity(),
                    a.event(),
                    a.kind(),
                    a.subject(),
                    a.run().map(RunId::value).orElse(null),
                    a.document());
            targets.forEach(t -> h.execute(
                    "INSERT INTO delivery (alert, target, attempts, last_at, next_at) VALUES (?, ?, 0, ?, ?)",
                    a.id(),
                    t,
                    Columns.millis(a.at()),
                    Columns.millis(a.at())));
        });
    }

    /** Deliveries whose time has come, oldest first. */
    public List<Delivery> due(Instant now, int limit) {
        return catalogue.read(
                h -> h.createQuery("SELECT * FROM delivery WHERE next_at <= :now ORDER BY next_at, alert LIMIT :limit")
                        .bind("now", Columns.millis(now))
                        .bind("limit", limit)
                        .map(AlertLog::delivery)
                        .list());
    }

    /** Stores how far a delivery is. */
    public void save(Delivery d) {
        catalogue.change(h -> h.execute(
                "UPDATE delivery SET attempts = ?, last_at = ?, next_at = ?, delivered_at = ?, problem = ?"
                        + " WHERE alert = ? AND target = ?",
                d.attempts(),
                Columns.millis(d.lastAt()),
                d.nextAt().map(Columns::millis).orElse(null),
                d.deliveredAt().map(Columns::millis).orElse(null),
                d.problem().orElse(null),
                d.alert(),
                d.target()));
    }

    public Optional<Alert> find(String id) {
        return catalogue.read(h -> h.createQuery("SELECT * FROM alert WHERE id = :id")
                .bind("id", id)
                .map(AlertLog::alert)
                .findOne());
    }

    /** Newest first. */
    public List<Alert> list(int limit) {
        return catalogue.read(h -> h.createQuery("SELECT * FROM alert ORDER BY at DESC, id DESC LIMIT :limit")
                .bind("limit", limit)
                .map(AlertLog::alert)
                .list());
    }

    /** How far each target of an alert is. */
    public List<Delivery> deliveries(String alert) {
        return catalogue.read(h -> h.createQuery("SELECT * FROM delivery WHERE alert = :alert ORDER BY target")
                .bind("alert", alert)
                .map(AlertLog::delivery)
                .list());
    }

    private static Alert alert(ResultSet row, StatementContext context) throws SQLException {
        return new Alert(
                row.getString("id"),
                Columns.instant(row, "at"),
                row.getString("severity"),
                row.getString("event"),
                row.getString("kind"),
                row.getString("subject"),
                Columns.perhapsText(row, "run").map(RunId::new),
                row.getString("document"));
    }

    private static Delivery delivery(ResultSet row, StatementContext context) throws SQLException {
        return new Delivery(
                row.getString("alert"),
                row.getString("target"),
                row.getInt("attempts"),
                Columns.instant(row, "last_at"),
                Columns.perhapsInstant(row, "next_at"),
                Columns.perhapsInstant(row, "delivered_at"),
                Columns.perhapsText(row, "problem"));
    }
}
