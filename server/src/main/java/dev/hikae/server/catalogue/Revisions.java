package dev.hikae.server.catalogue;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** Plans, repositories and runbooks as they were applied, numbered from 1; none is ever changed. */
public final class Revisions {
    /** What has revisions. */
    public enum Kind {
        PLAN,
        REPOSITORY,
        RUNBOOK
    }

    /**
     * One revision.
     *
     * @param document RFC 8785 JSON, after defaults
     * @param sha256 of the document
     */
    public record Revision(
            Kind kind, String name, int number, String sha256, String document, Instant appliedAt, String appliedBy) {}

    /** Something to apply. */
    public record Draft(Kind kind, String name, String sha256, String document) {}

    private final Catalogue catalogue;

    public Revisions(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    /** Applies all of them in one transaction; what is in force already with the same hash makes no new revision. */
    public List<Revision> apply(List<Draft> drafts, Instant at, String by) {
        return catalogue.write(
                h -> drafts.stream().map(d -> apply(h, d, at, by)).toList());
    }

    private static Revision apply(Handle h, Draft d, Instant at, String by) {
        h.execute("DELETE FROM withdrawn WHERE kind = ? AND name = ?", Columns.word(d.kind()), d.name());
        Optional<Revision> newest = newest(h, d.kind(), d.name());
        if (newest.filter(r -> r.sha256().equals(d.sha256())).isPresent()) {
            return newest.get();
        }
        int number = newest.map(Revision::number).orElse(0) + 1;
        Revision made = new Revision(d.kind(), d.name(), number, d.sha256(), d.document(), at, by);
        h.execute(
                "INSERT INTO revision (kind, name, number, sha256, document, applied_at, applied_by)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                Columns.word(d.kind()),
                d.name(),
                number,
                d.sha256(),
                d.document(),
                Columns.millis(at),
                by);
        return made;
    }

    /** Takes a name out of force; its revisions stay. */
    public void withdraw(Kind kind, String name, Instant at, String by) {
        catalogue.change(h -> h.execute(
                "INSERT INTO withdrawn (kind, name, at, withdrawn_by) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                Columns.word(kind),
                name,
                Columns.millis(at),
                by));
    }

    /** The newest revision of each name in force, in name order. */
    public List<Revision> inForce(Kind kind) {
        return catalogue.read(h -> h.createQuery("""
                        SELECT r.* FROM revision r
                        WHERE r.kind = :kind
                            AND r.number = (SELECT MAX(n.number) FROM revision n
                                WHERE n.kind = r.kind AND n.name = r.name)
                            AND NOT EXISTS (SELECT 1 FROM withdrawn w WHERE w.kind = r.kind AND w.name = r.name)
                        ORDER BY r.name
                        """)
                .bind("kind", Columns.word(kind))
                .map(Revisions::revision)
                .list());
    }

    /** The newest revision in force of this name. */
    public Optional<Revision> inForce(Kind kind, String name) {
        return inForce(kind).stream().filter(r -> r.name().equals(name)).findFirst();
    }

    /** One revision, in force or not. */
    public Optional<Revision> find(Kind kind, String name, int number) {
        return catalogue.read(
                h -> h.createQuery("SELECT * FROM revision WHERE kind = :kind AND name = :name AND number = :number")
                        .bind("kind", Columns.word(kind))
                        .bind("name", name)
                        .bind("number", number)
                        .map(Revisions::revision)
                        .findOne());
    }

    private static Optional<Revision> newest(Handle h, Kind kind, String name) {
        return h.createQuery("SELECT * FROM revision WHERE kind = :kind AND name = :name ORDER BY number DESC LIMIT 1")
                .bind("kind", Columns.word(kind))
                .bind("name", name)
                .map(Revisions::revision)
                .findOne();
    }

    private static Revision revision(ResultSet row, StatementContext context) throws SQLException {
        return new Revision(
                Columns.constant(Kind.class, row, "kind"),
                row.getString("name"),
                row.getInt("number"),
                row.getString("sha256"),
                row.getString("document"),
                Columns.instant(row, "applied_at"),
                row.getString("applied_by"));
    }
}
