package dev.hikae.engine.region;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.SnapshotId;
import dev.hikae.config.text.Text;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.Progress;
import dev.hikae.engine.ReplicationResult;
import dev.hikae.engine.RunControl;
import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.format.ObjectNames;
import dev.hikae.engine.region.Regions.VisibleOutcome;
import dev.hikae.engine.snapshot.Forgotten;
import dev.hikae.engine.snapshot.GarbageList;
import dev.hikae.engine.snapshot.HomeStatement;
import dev.hikae.engine.snapshot.Trust;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * Catches up every region that answers with what all of them together show. Regions catch up at the same time, each
 * outcome by outcome, so that a crash anywhere leaves each of them a consistent prefix.
 *
 * <p>Statements about the home go before sessions are listed, see {@link HomeCopies}.
 */
final class Replication {
    private final Trust trust;
    private final List<Region> regions;
    private final RunControl control;
    private final Predicate<Region> target;
    private final AtomicLong snapshots = new AtomicLong();
    private final AtomicLong objects = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong objectsExpected = new AtomicLong();
    private final AtomicLong bytesExpected = new AtomicLong();

    Replication(Trust trust, List<Region> regions, RunControl control) {
        this(trust, regions, control, region -> true);
    }

    /** @param target which regions catch up; all are read */
    Replication(Trust trust, List<Region> regions, RunControl control, Predicate<Region> target) {
        this.trust = trust;
        this.regions = regions;
        this.control = control;
        this.target = target;
    }

    ReplicationResult run() {
        HomeStatement statement = new HomeCopies(regions, trust).run();
        Outcomes reader = new Outcomes(trust);
        Map<RegionName, Map<String, Long>> listings = reader.listings(regions);
        Outcomes.Shown shown = reader.shown(regions, listings);
        List<VisibleOutcome> outcomes = shown.outcomes();
        List<Region> up =
                regions.stream().filter(r -> listings.containsKey(r.name())).toList();
        Map<RegionName, Text> behind = new LinkedHashMap<>();
        regions.stream().filter(target).forEach(r -> r.down().ifPresent(why -> behind.put(r.name(), why.text())));
        Parallel.each(up.stream().filter(target).toList(), region -> {
                    new CatchUp(region, up, this).run(shown);
                    return true;
                })
                .forEach((name, attempt) -> attempt.failure().ifPresent(why -> behind.put(name, why.text())));
        // What the operator stopped is no lag of a region.
        stopIfAsked();
        return new ReplicationResult(
                snapshots.get(), objects.get(), bytes.get(), behind, adopted(outcomes, statement, behind));
    }

    /** Every snapshot is committed in the home of its time: of an earlier one, what the home of now lacked is adopted. */
    private List<SnapshotId> adopted(
            List<VisibleOutcome> outcomes, HomeStatement statement, Map<RegionName, Text> behind) {
        boolean caughtUp = regions.stream()
                .anyMatch(r -> r.name().equals(statement.home()) && target.test(r) && !behind.containsKey(r.name()));
        return outcomes.stream()
                .filter(o -> caughtUp && !o.regions().contains(statement.home()))
                .filter(o -> ObjectNames.epoch(o.outcome().name()) < statement.epoch())
                .map(o -> o.outcome().snapshot())
                .toList();
    }

    List<Forgotten> forgotten(Region region) {
        return new ForgottenRecords(trust).in(region);
    }

    /** Lists of what is condemned go once they are carried out, and shall not come back. */
    boolean isVerdict(String name, byte[] object) {
        try {
            return ObjectNames.isVerdict(name)
                    && GarbageList.parse(name, object, trust).name().equals(name);
        } catch (FormatException e) {
            return false;
        }
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

    /** What a region lacks, once it is known. */
    void expects(long moreObjects, long moreBytes) {
        objectsExpected.addAndGet(moreObjects);
        bytesExpected.addAndGet(moreBytes);
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

    private static long known(AtomicLong total) {
        return total.get() > 0 ? total.get() : -1;
    }

    private void report(String current) {
        control.progress()
                .report(new Progress.State(
                        Progress.Phase.REPLICATING,
                        objects.get(),
                        known(objectsExpected),
                        bytes.get(),
                        known(bytesExpected),
                        0,
                        bytes.get(),
                        current));
    }
}
