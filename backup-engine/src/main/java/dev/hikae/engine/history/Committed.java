package dev.hikae.engine.history;

import dev.hikae.engine.Snapshot;
import dev.hikae.engine.region.Regions.VisibleOutcome;
import dev.hikae.engine.snapshot.Manifest;

/** A committed snapshot with its outcome and opened manifest. */
public record Committed(VisibleOutcome visible, Manifest manifest) {
    public Snapshot snapshot() {
        return new Snapshot(
                manifest.id(),
                manifest.plan(),
                manifest.host(),
                manifest.roots(),
                manifest.capturedAt(),
                manifest.committedAt(),
                manifest.complete(),
                manifest.totals(),
                visible.regions());
    }
}
