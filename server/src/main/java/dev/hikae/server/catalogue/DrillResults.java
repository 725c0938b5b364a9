package dev.hikae.server.catalogue;

import dev.hikae.config.id.PlanName;
import dev.hikae.config.id.RunId;
import dev.hikae.config.id.RunbookName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.statement.StatementContext;

/** Results of drills. */
public final class DrillResults {
    /**
     * One drill's result.
     *
     * @param verdict {@code passed}, {@code failed} or {@code inconclusive}
     * @param document the whole result as JSON
     */
    public record Result(RunId run, RunbookName runbook, PlanName plan, String verdict, Instant at, String document) {}

    private final Catalogue catalogue;

    public DrillResults(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    public void save(Result r) {
        catalogue.change(h -> h.execute(
                "INSERT INTO drill (run, runbook, plan, verdict, at, document) VALUES (?, ?, ?, ?, ?, ?)"
                        + " ON CONFLICT (run) DO UPDATE SET verdict = excluded.verdict, at = excluded.at,"
                        + " document = excluded.document",
                r.run().value(),
                r.runbook().value(),
                r.plan().value(),
                r.verdict(),
                Columns.millis(r.at()),
                r.document()));
    }

    public Optional<Result> find(RunId run) {
        return catalogue.read(h -> h.createQuery("SELECT * FROM drill WHERE run = :run")
                .bind("run", run.value())
                .map(DrillResults::result)
                .findOne());
    }

    /** Newest first. */
    public List<Result> list(int limit) {
        return catalogue.read(h -> h.createQuery("SELECT * FROM drill ORDER BY at DESC, run DESC LIMIT :limit")
                .bind("limit", limit)
                .map(DrillResults::result)
                .list());
    }

    private static Result result(ResultSet row, StatementContext context) throws SQLException {
        return new Result(
                new RunId(row.getString("run")),
                new RunbookName(row.getString("runbook")),
                new PlanName(row.getString("plan")),
                row.getString("verdict"),
                Columns.instant(row, "at"),
                row.getString("document"));
    }
}
