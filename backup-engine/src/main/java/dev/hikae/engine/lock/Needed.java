package dev.hikae.engine.lock;

import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.SnapshotId;
import dev.hikae.engine.format.ObjectNames;
import dev.hikae.engine.format.ObjectTable;
import dev.hikae.engine.region.Regions;
import dev.hikae.engine.region.Regions.VisibleOutcome;
import dev.hikae.engine.snapshot.ObjectPool;
import dev.hikae.engine.snapshot.Outcome;
import dev.hikae.engine.snapshot.Replacement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** What one region must keep: the objects of the snapshots that it shows, their outcomes, and the repository's own. */
final class Needed {
    private static final List<String> OWN = List.of(
            ObjectNames.MARKER, ObjectNames.KEYS, ObjectNames.HOME, ObjectNames.FORGOTTEN, ObjectNames.COLLECTIONS);

    private final Regions regions;
    private final RegionName region;
    private final List<Outcome> outcomes;
    private final Map<String, SnapshotId> snapshots = new HashMap<>();
    private final Map<String, Replacement> replacements = new HashMap<>();
    private final ObjectTable objects = new ObjectTable();
    private long size;

    private Needed(Regions regions, RegionName region, List<Outcome> outcomes) {
        this.regions = regions;
        this.region = region;
        this.outcomes = outcomes;
        regions.replacements(region).forEach(r -> replacements.put(r.name(), r));
        outcomes.forEach(o -> snapshots.put(o.name(), o.snapshot()));
    }

    static Needed of(Regions regions, RegionName region) {
        return new Needed(
                regions,
                region,
                regions.outcomes(List.of(region)).stream()
                        .map(VisibleOutcome::outcome)
                        .toList());
    }

    List<Outcome> outcomes() {
        return outcomes;
    }

    /** Names of the replacements that these are read through. */
    Set<String> replacements(Collection<Outcome> some) {
        Set<String> names = some.stream().map(Outcome::name).collect(Collectors.toSet());
        return replacements.values().stream()
                .filter(r -> r.covered().stream().anyMatch(c -> names.contains(c.name())))
                .map(Replacement::name)
                .collect(Collectors.toSet());
    }

    /** Names of the repository's own objects as they show now, and of the outcomes. */
    private List<String> small() {
        List<String> names = new ArrayList<>(snapshots.keySet());
        names.addAll(replacements.keySet());
        OWN.forEach(begin -> regions.store(region).list(begin, item -> {
            if (isOwn(item.name())) {
                names.add(item.name());
            }
        }));
        return names;
    }

    private static boolean isOwn(String name) {
        return OWN.stream().anyMatch(name::startsWith) && !ObjectNames.isCondemned(name);
    }

    /** Names of all of it; the small ones as they show now. */
    void each(Consumer<String> sink) {
        small().forEach(sink);
        ObjectPool.union(outcomes).forEach(object -> sink.accept(object.name()));
    }

    /** Learns what the outcomes list, for {@link #has} and {@link #size}. */
    Needed withObjects() {
        ObjectPool.union(outcomes).forEach(object -> objects.put(object.name(), object.size()));
        size = objects.size() + small().size();
        return this;
    }

    boolean has(String name) {
        return snapshots.containsKey(name) || replacements.containsKey(name) || isOwn(name) || objects.get(name) >= 0;
    }

    long size() {
        return size;
    }

    Optional<SnapshotId> snapshot(String outcome) {
        return Optional.ofNullable(snapshots.get(outcome));
    }
}
