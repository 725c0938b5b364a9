package dev.hikae.engine.lock;

import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.SnapshotId;
import dev.hikae.engine.LockStatus;
import dev.hikae.engine.region.RegionLocks;
import dev.hikae.engine.region.Regions;
import dev.hikae.engine.store.LockPolicy;
import dev.hikae.engine.store.Locking;
import dev.hikae.engine.store.Locking.Version;
import dev.hikae.engine.store.Locking.Versions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Looks at every version in one region. What is needed is judged by its oldest version. */
final class LockSurvey {
    private static final int BATCH = 512;
    private static final int EXAMPLES = 10;

    private final Needed needed;
    private final RegionLocks locks;
    private final Consumer<String> each;
    private final Instant now;
    private final Instant due;
    private final List<Version> waiting = new ArrayList<>();
    private final List<String> examples = new ArrayList<>();
    private final List<SnapshotId> heldSnapshots = new ArrayList<>();
    private Optional<Instant> earliest = Optional.empty();
    private Optional<Instant> latest = Optional.empty();
    private long seen;
    private long locked;
    private long running;
    private long held;
    private long unlocked;
    private long hidden;
    private long replaced;

    /** @param each told what is looked at, by any thread; may throw to stop */
    LockSurvey(Regions regions, RegionName region, RegionLocks locks, Consumer<String> each) {
        this.needed = Needed.of(regions, region).withObjects();
        this.locks = locks;
        this.each = each;
        this.now = locks.policy().clock().instant();
        this.due = locks.policy().due();
    }

    LockStatus.Found run() {
        locks.locking().versions("", this::take);
        ask();
        return new LockStatus.Found(
                needed.size(),
                locked,
                earliest,
                latest,
                running,
                held,
                unlocked,
                Math.max(0, needed.size() - seen),
                hidden,
                replaced,
                examples,
                heldSnapshots);
    }

    private void take(Versions versions) {
        String name = versions.name();
        each.accept(name);
        Optional<Version> oldest = versions.oldest();
        if (oldest.isEmpty() || !LockPolicy.locks(name)) {
            return;
        }
        if (versions.hidden()) {
            hidden++;
            example(name);
        }
        if (versions.all().size() > 1) {
            replaced++;
            example(name);
        }
        if (needed.has(name)) {
            seen++;
            waiting.add(oldest.get());
            if (waiting.size() == BATCH) {
                ask();
            }
        }
    }

    private void ask() {
        if (!waiting.isEmpty()) {
            RegionLocks.each(
                    List.copyOf(waiting),
                    version -> {
                        each.accept(version.name());
                        return locks.locking().lock(version);
                    },
                    this::count);
            waiting.clear();
        }
    }

    private void count(Version version, Locking.Lock lock) {
        if (lock.held()) {
            held++;
            needed.snapshot(version.name()).ifPresent(heldSnapshots::add);
        }
        if (lock.lasts(now)) {
            Instant until = lock.until().orElseThrow();
            locked++;
            running += lock.lasts(due) ? 0 : 1;
            earliest = earliest.filter(e -> e.isBefore(until)).or(() -> Optional.of(until));
            latest = latest.filter(l -> l.isAfter(until)).or(() -> Optional.of(until));
        } else if (!lock.held()) {
            unlocked++;
            example(version.name());
        }
    }

    private void example(String name) {
        if (examples.size() < EXAMPLES && !examples.contains(name)) {
            examples.add(name);
        }
    }
}
