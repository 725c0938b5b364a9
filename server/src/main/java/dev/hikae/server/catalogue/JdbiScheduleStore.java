package dev.hikae.server.catalogue;

import static dev.hikae.server.catalogue.Columns.millis;

import dev.hikae.config.json.Json;
import dev.hikae.config.plan.Schedule;
import dev.hikae.scheduler.Published;
import dev.hikae.scheduler.ScheduleStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.statement.StatementContext;

/** Published schedules in the catalogue. */
public final class JdbiScheduleStore implements ScheduleStore {
    private final Catalogue catalogue;

    public JdbiScheduleStore(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    @Override
    public void save(Published p) {
        catalogue.change(h -> h.createUpdate("""
                        INSERT INTO schedule (name, kind, subject, schedule, parameters, published_at, settled_until,
                            overdue_at)
                        VALUES (:name, :kind, :subject, :schedule, :parameters, :published, :settled, :overdue)
                        ON CONFLICT (name) DO UPDATE SET schedule = excluded.schedule,
                            parameters = excluded.parameters, published_at = excluded.published_at,
                            settled_until = excluded.settled_until, overdue_at = excluded.overdue_at
                        """)
                .bind("name", p.name())
                .bind("kind", p.kind())
                .bind("subject", p.subject())
                .bind("schedule", Json.text(p.schedule()))
                .bind("parameters", p.parameters())
                .bind("published", millis(p.publishedAt()))
                .bind("settled", millis(p.settledUntil()))
                .bind("overdue", p.overdueAt().map(Columns::millis).orElse(null))
                .execute());
    }

    @Override
    public void remove(String name) {
        catalogue.change(h -> h.execute("DELETE FROM schedule WHERE name = ?", name));
    }

    @Override
    public Optional<Published> find(String name) {
        return catalogue.read(h -> h.createQuery("SELECT * FROM schedule WHERE name = :name")
                .bind("name", name)
                .map(JdbiScheduleStore::published)
                .findOne());
    }

    @Override
    public List<Published> all() {
        return catalogue.read(h -> h.createQuery("SELECT * FROM schedule ORDER BY name")
                .map(JdbiScheduleStore::published)
                .list());
    }

    private static Published published(ResultSet row, StatementContext context) throws SQLException {
        return new Published(
                row.getString("kind"),
                row.getString("subject"),
                Json.read(row.getString("schedule"), Schedule.class),
                row.getString("parameters"),
                Columns.instant(row, "published_at"),
                Columns.instant(row, "settled_until"),
                Columns.perhapsInstant(row, "overdue_at"));
    }
}
