package dev.hikae.engine.lock;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.SnapshotId;
import dev.hikae.config.text.Text;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.LockExtension;
import dev.hikae.engine.LockHold;
import dev.hikae.engine.LockStatus;
import dev.hikae.engine.ObjectLocks;
import dev.hikae.engine.Progress;
import dev.hikae.engine.RunControl;
import dev.hikae.engine.region.RegionLocks;
import dev.hikae.engine.region.Regions;
import dev.hikae.engine.store.LockError;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Object lock in all regions of a repository, one after the other. A region that fails does not keep the others from being done. */
public final class RepositoryLocks implements ObjectLocks {
    private final Regions regions;

    public RepositoryLocks(Regions regions) {
        this.regions = regions;
    }

    @Override
    public LockStatus status(RunControl control) {
        List<LockStatus.Line> lines = new ArrayList<>();
        for (RegionName region : regions.names()) {
            lines.add(line(region, control));
        }
        return new LockStatus(lines);
    }

    private LockStatus.Line line(RegionName region, RunControl control) {
        try {
            Optional<RegionLocks> locks = regions.locks(region);
            return new LockStatus.Line(
                    region, locks.map(l -> l.policy().lock()), Optional.empty(), locks.map(l -> new LockSurvey(
                                    regions, region, l, name -> stopIfAsked(control, name))
                            .run()));
        } catch (HikaeException e) {
            requireNotStopped(control, e);
            return new LockStatus.Line(region, Optional.empty(), Optional.of(e.text()), Optional.empty());
        }
    }

    @Override
    public LockExtension extend(boolean ask, RunControl control) {
        Map<RegionName, LockExtension.Extended> extended = new LinkedHashMap<>();
        Map<RegionName, Text> behind = eachLocked(control, (region, locks) -> {
            if (ask) {
                locks.doubt();
            }
            extended.put(region, new LockExtension.Extended(0, 0));
            locks.keep(
                    Needed.of(regions, region)::each,
                    name -> stopIfAsked(control, name),
                    kept -> extended.merge(
                            region,
                            new LockExtension.Extended(kept.extended(), kept.asked()),
                            LockExtension.Extended::plus));
        });
        return new LockExtension(extended, behind);
    }

    @Override
    public LockHold hold(List<SnapshotId> snapshots, boolean on, RunControl control) {
        Map<RegionName, Long> switched = new LinkedHashMap<>();
        Map<RegionName, Text> behind = eachLocked(control, (region, locks) -> {
            var hold = new LegalHold(Needed.of(regions, region), locks, region, name -> stopIfAsked(control, name));
            switched.put(region, on ? hold.keep(snapshots) : hold.release(snapshots));
        });
        return new LockHold(switched, behind);
    }

    /** Work on one region that locks. */
    @FunctionalInterface
    private interface Work {
        void on(RegionName region, RegionLocks locks);
    }

    private Map<RegionName, Text> eachLocked(RunControl control, Work work) {
        Map<RegionName, Text> behind = new LinkedHashMap<>();
        var without = new HashSet<RegionName>();
        for (RegionName region : regions.names()) {
            try {
                stopIfAsked(control, region.value());
                Optional<RegionLocks> locks = regions.locks(region);
                locks.ifPresent(l -> work.on(region, l));
                if (locks.isEmpty()) {
                    without.add(region);
                }
            } catch (HikaeException e) {
                requireNotStopped(control, e);
                behind.put(region, e.text());
            }
        }
        if (without.size() == regions.names().size()) {
            throw new HikaeException(LockError.NO_REGION_LOCKS);
        }
        return behind;
    }

    private static void stopIfAsked(RunControl control, String current) {
        if (control.cancellation().requested()) {
            throw new HikaeException(EngineError.CANCELLED);
        }
        control.progress().report(new Progress.State(Progress.Phase.CHECKING, 0, -1, 0, -1, 0, 0, current));
    }

    private static void requireNotStopped(RunControl control, HikaeException e) {
        if (control.cancellation().requested()) {
            throw e;
        }
    }
}
