package dev.hikae.engine.region;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.config.text.Text;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.Progress;
import dev.hikae.engine.ReplicationResult;
import dev.hikae.engine.RunControl;
import dev.hikae.engine.region.Regions.VisibleOutcome;
import dev.hikae.engine.snapshot.Trust;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Catches up every region that answers with what all of them together show. Regions catch up at the same time, each
 * outcome by outcome, so that a crash anywhere leaves each of them a consistent prefix.
 */
final class Replication {
    private final Trust trust;
    private final List<Region> regions;
    private final RunControl control;
    private final AtomicLong snapshots = new AtomicLong();
    private final AtomicLong objects = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();

    Replication(Trust trust, List<Region> regions, RunControl control) {
        this.trust = trust;
        this.regions = regions;
        this.control = control;
    }

    ReplicationResult run() {
        Outcomes reader = new Outcomes(trust);
        Map<RegionName, Map<String, Long>> listings = reader.listings(regions);
        List<VisibleOutcome> outcomes = reader.in(regions, listings);
        List<Region> up =
                regions.stream().filter(r -> listings.containsKey(r.name())).toList();
        Map<RegionName, Text> behind = new LinkedHashMap<>();
        regions.forEach(r -> r.down().ifPresent(why -> behind.put(r.name(), why.text())));
        Parallel.each(up, region -> {
                    new CatchUp(region, up, this).run(outcomes);
                    return true;
                })
                .forEach((name, attempt) -> attempt.failure().ifPresent(why -> behind.put(name, why.text())));
        // What the operator stopped is no lag of a region.
        stopIfAsked();
        return new ReplicationResult(snapshots.get(), objects.get(), bytes.get(), behind);
    }

    void stopIfAsked() {
        if (control.cancellation().requested()) {
            throw new HikaeException(EngineError.CANCELLED);
        }
    }

    void beforeOutcome() {
        stopIfAsked();
        control.guard().beforeCommit();
    }

    void copiedObject(String name, long size) {
        objects.incrementAndGet();
        bytes.addAndGet(size);
        report(name);
    }

    void copiedSnapshot(String name) {
        snapshots.incrementAndGet();
        report(name);
    }

    private void report(String current) {
        control.progress()
                .report(new Progress.State(
                        Progress.Phase.REPLICATING, objects.get(), -1, bytes.get(), -1, 0, bytes.get(), current));
    }
}
