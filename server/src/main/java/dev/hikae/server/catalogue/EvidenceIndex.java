package dev.hikae.server.catalogue;

import dev.hikae.config.id.RunId;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.StatementContext;

/** Where the evidence of each run lies. */
public final class EvidenceIndex {
    /**
     * One bundle.
     *
     * @param id {@code evd_} and a UUIDv7
     * @param kind {@code drill} or {@code restore-test}
     * @param file of the bundle
     * @param sha256 of the file
     */
    public record Evidence(
            String id,
            RunId run,
            String kind,
            String subject,
            String verdict,
            Instant issuedAt,
            Path file,
            String sha256,
            long size) {}

    private final Catalogue catalogue;

    public EvidenceIndex(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    public void add(Evidence e) {
        catalogue.change(h -> h.execute(
                "INSERT INTO evidence (id, run, kind, subject, verdict, issued_at, file, sha256, size)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                e.id(),
                e.run().value(),
                e.kind(),
                e.subject(),
                e.verdict(),
                Columns.millis(e.issuedAt()),
                e.file().toString(),
                e.sha256(),
                e.size()));
    }

    public Optional<Evidence> find(String id) {
        return catalogue.read(h -> h.createQuery("SELECT * FROM evidence WHERE id = :id")
                .bind("id", id)
                .map(EvidenceIndex::evidence)
                .findOne());
    }

    /** How many bundles of a kind there are. */
    public int count(String kind) {
        return catalogue.read(h -> h.createQuery("SELECT COUNT(*) FROM evidence WHERE kind = :kind")
                .bind("kind", kind)
                .mapTo(Integer.class)
                .one());
    }

    /** The newest evidence of a run. */
    public Optional<Evidence> ofRun(RunId run) {
        return catalogue.read(h -> h.createQuery("SELECT * FROM evidence WHERE run = :run ORDER BY id DESC LIMIT 1")
                .bind("run", run.value())
                .map(EvidenceIndex::evidence)
                .findOne());
    }

    /** Newest first; {@code before} is the id to continue from. */
    public List<Evidence> list(Optional<String> before, int limit) {
        String sql = "SELECT * FROM evidence"
                + before.map(b -> " WHERE id < :before").orElse("") + " ORDER BY id DESC LIMIT :limit";
        return catalogue.read(h -> {
            Query query = h.createQuery(sql).bind("limit", limit);
            before.ifPresent(b -> query.bind("before", b));
            return query.map(EvidenceIndex::evidence).list();
        });
    }

    private static Evidence evidence(ResultSet row, StatementContext context) throws SQLException {
        return new Evidence(
                row.getString("id"),
                new RunId(row.getString("run")),
                row.getString("kind"),
                row.getString("subject"),
                row.getString("verdict"),
                Columns.instant(row, "issued_at"),
                Path.of(row.getString("file")),
                row.getString("sha256"),
                row.getLong("size"));
    }
}
