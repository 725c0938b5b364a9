package dev.hikae.server.catalogue;

import dev.hikae.config.id.RunId;
import java.time.Instant;
import java.util.List;

/** What happened in runs, kept: every change of state and step, and progress now and then. */
public final class EventLog {
    /**
     * One event.
     *
     * @param seq counts the events of a run from 1; not every one is kept
     * @param type {@code state}, {@code step} or {@code progress}
     * @param data JSON object
     */
    public record Event(RunId run, long seq, Instant at, String type, String data) {}

    private final Catalogue catalogue;

    public EventLog(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    public void append(Event e) {
        catalogue.change(h -> h.execute(
                "INSERT INTO run_event (run, seq, at, type, data) VALUES (?, ?, ?, ?, ?)",
                e.run().value(),
                e.seq(),
                Columns.millis(e.at()),
                e.type(),
                e.data()));
    }

    /** Those kept with a greater number, in order. */
    public List<Event> after(RunId run, long seq, int limit) {
        return catalogue.read(
                h -> h.createQuery("SELECT * FROM run_event WHERE run = :run AND seq > :seq ORDER BY seq LIMIT :limit")
                        .bind("run", run.value())
                        .bind("seq", seq)
                        .bind("limit", limit)
                        .map((row, c) -> new Event(
                                run,
                                row.getLong("seq"),
                                Columns.instant(row, "at"),
                                row.getString("type"),
                                row.getString("data")))
                        .list());
    }

    /** The greatest number kept; 0 when there is none. */
    public long last(RunId run) {
        return catalogue.read(h -> h.createQuery("SELECT COALESCE(MAX(seq), 0) FROM run_event WHERE run = :run")
                .bind("run", run.value())
                .mapTo(Long.class)
                .one());
    }
}
