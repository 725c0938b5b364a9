package dev.hikae.engine.lock;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.SnapshotId;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.format.ObjectTable;
import dev.hikae.engine.region.RegionLocks;
import dev.hikae.engine.snapshot.ObjectPool;
import dev.hikae.engine.snapshot.Outcome;
import dev.hikae.engine.snapshot.Outcome.NeededObject;
import dev.hikae.engine.store.Locking.Version;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Legal holds of snapshots in one region: of their outcomes, of what these need as they are read, and of the replacements that they are
 * read through. A snapshot is held when its outcome is: that is switched on last and off first, so that whoever
 * stops in between leaves too much held, never too little.
 */
final class LegalHold {
    private final Needed needed;
    private final RegionLocks locks;
    private final RegionName region;
    private final Consumer<String> each;

    /** @param each told what is looked at, by any thread; may throw to stop */
    LegalHold(Needed needed, RegionLocks locks, RegionName region, Consumer<String> each) {
        this.needed = needed;
        this.locks = locks;
        this.region = region;
        this.each = each;
    }

    /** How many objects. */
    long keep(List<SnapshotId> snapshots) {
        List<Outcome> chosen = chosen(snapshots);
        return set(true, objects(chosen, new ObjectTable())) + set(true, outcomes(chosen));
    }

    /** What other held snapshots need stays held. */
    long release(List<SnapshotId> snapshots) {
        List<Outcome> chosen = chosen(snapshots);
        long released = set(false, outcomes(chosen));
        List<Outcome> held =
                held(needed.outcomes().stream().filter(o -> !chosen.contains(o)).toList());
        var others = new ObjectTable();
        ObjectPool.union(held).forEach(object -> others.put(object.name(), object.size()));
        needed.replacements(held).forEach(name -> others.put(name, 0));
        return released + set(false, objects(chosen, others));
    }

    private List<Outcome> chosen(List<SnapshotId> snapshots) {
        return snapshots.stream()
                .map(id -> needed.outcomes().stream()
                        .filter(o -> o.snapshot().equals(id))
                        .findFirst()
                        .orElseThrow(() -> new HikaeException(EngineError.SNAPSHOT_UNKNOWN, id)))
                .toList();
    }

    private List<Outcome> held(List<Outcome> outcomes) {
        Set<String> held = new LinkedHashSet<>();
        RegionLocks.each(
                versions(outcomes(outcomes)),
                version -> {
                    each.accept(version.name());
                    return locks.locking().lock(version);
                },
                (version, lock) -> {
                    if (lock.held()) {
                        held.add(version.name());
                    }
                });
        return outcomes.stream().filter(o -> held.contains(o.name())).toList();
    }

    private static List<String> outcomes(List<Outcome> outcomes) {
        return outcomes.stream().map(Outcome::name).toList();
    }

    private Set<String> objects(List<Outcome> outcomes, ObjectTable except) {
        Set<String> names = new LinkedHashSet<>();
        Stream.concat(
                        ObjectPool.union(outcomes).stream().map(NeededObject::name),
                        needed.replacements(outcomes).stream())
                .filter(name -> except.get(name) < 0)
                .forEach(names::add);
        return names;
    }

    private long set(boolean on, Collection<String> names) {
        List<Version> done = new ArrayList<>();
        RegionLocks.each(
                versions(names),
                version -> {
                    each.accept(version.name());
                    locks.locking().hold(version, on);
                    return version;
                },
                (version, same) -> done.add(same));
        return done.size();
    }

    private List<Version> versions(Collection<String> names) {
        RegionLocks.Found found = locks.oldest(names);
        if (!found.missing().isEmpty()) {
            throw new HikaeException(EngineError.OBJECT_MISSING, found.missing().getFirst(), region);
        }
        return found.versions();
    }
}
