package dev.hikae.server.catalogue;

import java.time.Instant;
import java.util.List;

/** Counts over runs and alerts, each one short query. */
public final class RunFigures {
    /** How many runs of a kind ended in a state; both as written in the API. */
    public record Ended(String kind, String state, long runs) {}

    /** When something last succeeded. */
    public record Success(String kind, String subject, Instant at) {}

    private final Catalogue catalogue;

    public RunFigures(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    /** Runs that ended at a time or later. */
    public List<Ended> ended(Instant since) {
        return catalogue.read(h -> h.createQuery("SELECT kind, state, COUNT(*) AS runs FROM run"
                        + " WHERE ended_at >= :since GROUP BY kind, state ORDER BY kind, state")
                .bind("since", Columns.millis(since))
                .map((row, context) -> new Ended(row.getString("kind"), row.getString("state"), row.getLong("runs")))
                .list());
    }

    /** The last success of everything that ever succeeded. */
    public List<Success> successes() {
        return catalogue.read(h -> h.createQuery("SELECT kind, subject, MAX(ended_at) AS at FROM run"
                        + " WHERE state = 'succeeded' GROUP BY kind, subject ORDER BY kind, subject")
                .map((row, context) ->
                        new Success(row.getString("kind"), row.getString("subject"), Columns.instant(row, "at")))
                .list());
    }

    /** Alerts raised since then that at least one target has not got: still tried, or given up. */
    public long undelivered(Instant since) {
        return catalogue.read(h -> h.createQuery("SELECT COUNT(DISTINCT a.id) FROM alert a"
                        + " JOIN delivery d ON d.alert = a.id WHERE a.at >= :since AND d.delivered_at IS NULL")
                .bind("since", Columns.millis(since))
                .mapTo(Long.class)
                .one());
    }
}
