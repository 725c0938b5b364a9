package dev.hikae.server.catalogue;

import dev.hikae.config.id.PlanName;
import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.RepositoryName;
import dev.hikae.config.id.RunId;
import dev.hikae.config.id.SnapshotId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.statement.StatementContext;

/** Results of restore tests, and the verified state they gave to copies of recovery points. */
public final class TestResults {
    /**
     * One test's result.
     *
     * @param verdict {@code passed}, {@code failed} or {@code inconclusive}
     * @param document the whole result as JSON
     */
    public record Result(
            RunId run,
            PlanName plan,
            RepositoryName repository,
            Optional<SnapshotId> snapshot,
            Optional<RegionName> region,
            boolean negativeControl,
            String verdict,
            Instant at,
            String document) {}

    /** What the last test of a copy said, and until when that counts. */
    public record CopyState(
            RepositoryName repository,
            SnapshotId snapshot,
            RegionName region,
            PlanName plan,
            String verdict,
            Instant at,
            Instant staleAt,
            RunId run) {}

    private final Catalogue catalogue;

    public TestResults(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    /** Keeps a result and, where it says something about a copy, that copy's state, in one transaction. */
    public void save(Result r, Optional<CopyState> copy) {
        catalogue.change(h -> {
            h.execute(
                    "INSERT INTO restore_test (run, plan, repository, snapshot, region, negative_control, verdict, at,"
                            + " document) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
                            + " ON CONFLICT (run) DO UPDATE SET verdict = excluded.verdict, at = excluded.at,"
                            + " snapshot = excluded.snapshot, region = excluded.region, document = excluded.document",
                    r.run().value(),
                    r.plan().value(),
                    r.repository().value(),
                    r.snapshot().map(SnapshotId::value).orElse(null),
                    r.region().map(RegionName::value).orElse(null),
                    r.negativeControl() ? 1 : 0,
                    r.verdict(),
                    Columns.millis(r.at()),
                    r.document());
            copy.ifPresent(c -> h.execute(
                    "INSERT INTO copy_state (repository, snapshot, region, plan, verdict, at, stale_at, run)"
                            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
                            + " ON CONFLICT (repository, snapshot, region) DO UPDATE SET verdict = excluded.verdict,"
                            + " at = excluded.at, stale_at = excluded.stale_at, run = excluded.run",
                    c.repository().value(),
                    c.snapshot().value(),
                    c.region().value(),
                    c.plan().value(),
                    c.verdict(),
                    Columns.millis(c.at()),
                    Columns.millis(c.staleAt()),
                    c.run().value()));
        });
    }

    /** Newest first. */
    public List<Result> ofPlan(PlanName plan, int limit) {
        return catalogue.read(h -> h.createQuery(
                        "SELECT * FROM restore_test WHERE plan = :plan ORDER BY at DESC, run DESC LIMIT :limit")
                .bind("plan", plan.value())
                .bind("limit", limit)
                .map(TestResults::result)
                .list());
    }

    public Optional<Result> find(RunId run) {
        return catalogue.read(h -> h.createQuery("SELECT * FROM restore_test WHERE run = :run")
                .bind("run", run.value())
                .map(TestResults::result)
                .findOne());
    }

    /** The states of all copies of a snapshot, in region order. */
    public List<CopyState> copies(SnapshotId snapshot) {
        return catalogue.read(h -> h.createQuery("SELECT * FROM copy_state WHERE snapshot = :snapshot ORDER BY region")
                .bind("snapshot", snapshot.value())
                .map(TestResults::copy)
                .list());
    }

    /** Snapshots of which the last test of some copy passed, however long ago. */
    public Set<SnapshotId> passed(RepositoryName repository) {
        return catalogue.read(h -> h.createQuery(
                        "SELECT DISTINCT snapshot FROM copy_state WHERE repository = :repository AND verdict = 'passed'")
                .bind("repository", repository.value())
                .map((row, context) -> new SnapshotId(row.getString("snapshot")))
                .set());
    }

    /** Whether the last test of this copy failed. */
    public boolean failed(SnapshotId snapshot, RegionName region) {
        return copies(snapshot).stream()
                .anyMatch(c -> c.region().equals(region) && c.verdict().equals("failed"));
    }

    /** The newest passed state of any copy of a plan's recovery points. */
    public Optional<CopyState> lastVerified(PlanName plan) {
        return catalogue.read(h -> h.createQuery("SELECT * FROM copy_state WHERE plan = :plan AND verdict = 'passed'"
                        + " ORDER BY at DESC LIMIT 1")
                .bind("plan", plan.value())
                .map(TestResults::copy)
                .findOne());
    }

    private static Result result(ResultSet row, StatementContext context) throws SQLException {
        return new Result(
                new RunId(row.getString("run")),
                new PlanName(row.getString("plan")),
                new RepositoryName(row.getString("repository")),
                Columns.perhapsText(row, "snapshot").map(SnapshotId::new),
                Columns.perhapsText(row, "region").map(RegionName::new),
                row.getInt("negative_control") != 0,
                row.getString("verdict"),
                Columns.instant(row, "at"),
                row.getString("document"));
    }

    private static CopyState copy(ResultSet row, StatementContext context) throws SQLException {
        return new CopyState(
                new RepositoryName(row.getString("repository")),
                new SnapshotId(row.getString("snapshot")),
                new RegionName(row.getString("region")),
                new PlanName(row.getString("plan")),
                row.getString("verdict"),
                Columns.instant(row, "at"),
                Columns.instant(row, "stale_at"),
                new RunId(row.getString("run")));
    }
}
