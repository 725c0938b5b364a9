package dev.hikae.engine.region;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.format.ObjectNames;
import dev.hikae.engine.region.Regions.VisibleOutcome;
import dev.hikae.engine.region.Regions.VisibleReplacement;
import dev.hikae.engine.snapshot.Forgotten;
import dev.hikae.engine.snapshot.Outcome;
import dev.hikae.engine.snapshot.Replacement;
import dev.hikae.engine.snapshot.Replacements;
import dev.hikae.engine.snapshot.Trust;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

/**
 * Finds the outcomes that regions show. One that is damaged or wrongly signed does not exist in that region.
 *
 * <p>Bytes are read and verified in the first region of the order that has a good copy; the others show the outcome when
 * they list it with the same size.
 */
final class Outcomes {
    private final Trust trust;
    private final Room room = new Room();

    Outcomes(Trust trust) {
        this.trust = trust;
    }

    /**
     * What regions show of committed outcomes.
     *
     * @param outcomes as their writers signed them, by sequence, then name
     * @param replacements that some of them are read through
     */
    record Shown(List<VisibleOutcome> outcomes, List<VisibleReplacement> replacements) {
        Shown {
            outcomes = List.copyOf(outcomes);
            replacements = List.copyOf(replacements);
        }

        /** Each as it is to be read: with all that it needs in any of the regions that show it. */
        List<VisibleOutcome> read() {
            if (replacements.isEmpty()) {
                return outcomes;
            }
            Map<RegionName, Replacements> known = byRegion();
            return outcomes.stream()
                    .map(v -> v.regions().stream()
                            .map(region -> known.getOrDefault(region, Replacements.NONE))
                            .distinct()
                            .map(r -> r.of(v.outcome(), v.sha256()))
                            .reduce(Replacements::union)
                            .map(read -> new VisibleOutcome(read, v.sha256(), v.regions()))
                            .orElse(v))
                    .toList();
        }

        /** Mostly the same for all of them, and then one. */
        private Map<RegionName, Replacements> byRegion() {
            Map<RegionName, Replacements> byRegion = new HashMap<>();
            Map<Set<String>, Replacements> same = new HashMap<>();
            replacements.stream().flatMap(r -> r.regions().stream()).distinct().forEach(region -> {
                List<Replacement> there = in(region);
                byRegion.put(
                        region,
                        same.computeIfAbsent(
                                there.stream().map(Replacement::name).collect(Collectors.toSet()),
                                names -> new Replacements(there)));
            });
            return byRegion;
        }

        /** Those that one region shows. */
        List<Replacement> in(RegionName region) {
            return replacements.stream()
                    .filter(r -> r.regions().contains(region))
                    .map(VisibleReplacement::replacement)
                    .toList();
        }
    }

    /** Without what any region of the order records as given up. Throws only when none of them answers. */
    List<VisibleOutcome> in(List<Region> order) {
        return in(order, listings(order));
    }

    /** The same from listings made before, as it is to be read. */
    List<VisibleOutcome> in(List<Region> order, Map<RegionName, Map<String, Long>> listings) {
        return shown(order, listings).read();
    }

    /**
     * From listings made before. A region without one does not take part, nor does one that cannot tell what it
     * records as given up.
     */
    Shown shown(List<Region> order, Map<RegionName, Map<String, Long>> listings) {
        var attempts = Parallel.each(
                order.stream().filter(r -> listings.containsKey(r.name())).toList(), new ForgottenRecords(trust)::in);
        List<Forgotten> records = new ArrayList<>();
        Map<RegionName, Map<String, Long>> telling = new HashMap<>();
        attempts.forEach((name, attempt) -> attempt.value().ifPresent(found -> {
            records.addAll(found);
            telling.put(name, listings.getOrDefault(name, Map.of()));
        }));
        if (telling.isEmpty()) {
            throw noneReachable(attempts);
        }
        var given = new ForgottenRecords.Named(records);
        Shown all = all(order, telling);
        return new Shown(
                all.outcomes().stream()
                        .filter(v -> !given.has(v.outcome().name(), v.sha256()))
                        .toList(),
                all.replacements().stream()
                        .filter(v -> !given.has(v.replacement().name(), v.sha256()))
                        .toList());
    }

    /** Given up or not. */
    Shown all(List<Region> order, Map<RegionName, Map<String, Long>> listings) {
        Set<String> names = new TreeSet<>();
        listings.values().forEach(l -> names.addAll(l.keySet()));
        List<VisibleOutcome> outcomes = new ArrayList<>();
        List<VisibleReplacement> replacements = new ArrayList<>();
        order.stream().filter(r -> listings.containsKey(r.name())).forEach(r -> r.outcomes()
                .keep(listings.getOrDefault(r.name(), Map.of()).keySet()));
        Map<String, Future<Optional<ReadOutcome>>> reads = new LinkedHashMap<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (String name : names) {
                reads.put(
                        name,
                        threads.submit(() -> room.with(largest(name, listings), () -> find(name, order, listings))));
            }
            reads.forEach((name, future) -> Parallel.await(future).ifPresent(read -> {
                Set<RegionName> showing = showing(name, read.size(), listings);
                switch (read) {
                    case ReadOutcome.Commit c -> outcomes.add(new VisibleOutcome(c.outcome(), c.sha256(), showing));
                    case ReadOutcome.Repacked r ->
                        replacements.add(new VisibleReplacement(r.replacement(), r.sha256(), showing));
                }
            }));
        }
        outcomes.sort(Comparator.comparingLong((VisibleOutcome v) -> v.outcome().sequence())
                .thenComparing(v -> v.outcome().name()));
        return new Shown(outcomes, replacements);
    }

    /** Names and sizes of outcomes by region that answers; throws when none does. */
    Map<RegionName, Map<String, Long>> listings(List<Region> order) {
        Map<RegionName, Map<String, Long>> listings = new HashMap<>();
        var attempts = Parallel.each(order, Outcomes::list);
        attempts.forEach((name, attempt) -> attempt.value().ifPresent(l -> listings.put(name, l)));
        if (listings.isEmpty()) {
            throw noneReachable(attempts);
        }
        return listings;
    }

    private static <T> HikaeException noneReachable(Map<RegionName, Parallel.Attempt<T>> attempts) {
        List<HikaeException> reasons =
                attempts.values().stream().flatMap(a -> a.failure().stream()).toList();
        if (reasons.size() == 1) {
            return reasons.getFirst();
        }
        return new HikaeException(
                EngineError.NO_REGION_REACHABLE,
                reasons.stream().map(HikaeException::getMessage).collect(Collectors.joining("; ")));
    }

    static Map<String, Long> list(Region region) {
        Map<String, Long> names = new TreeMap<>();
        region.store().list(ObjectNames.SESSIONS, item -> {
            if (ObjectNames.isOutcome(item.name())) {
                names.put(item.name(), item.size());
            }
        });
        return names;
    }

    private Optional<ReadOutcome> find(String name, List<Region> order, Map<RegionName, Map<String, Long>> listings) {
        for (Region region : order) {
            if (!listings.getOrDefault(region.name(), Map.of()).containsKey(name)) {
                continue;
            }
            Optional<ReadOutcome> read = tryRead(region, name);
            if (read.isPresent()) {
                return read;
            }
        }
        return Optional.empty();
    }

    private static long largest(String name, Map<RegionName, Map<String, Long>> listings) {
        return listings.values().stream()
                .mapToLong(l -> l.getOrDefault(name, 0L))
                .max()
                .orElse(0);
    }

    private static Set<RegionName> showing(String name, long size, Map<RegionName, Map<String, Long>> listings) {
        return listings.entrySet().stream()
                .filter(e -> Objects.equals(e.getValue().get(name), size))
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private Optional<ReadOutcome> tryRead(Region region, String name) {
        try {
            return Optional.of(read(region, name));
        } catch (HikaeException e) {
            region.failed(e);
            return Optional.empty();
        }
    }

    /** One region's own copy, verified; remembered, because objects never change. */
    ReadOutcome read(Region region, String name) {
        KnownOutcomes known = region.outcomes();
        return known.get(name).orElseGet(() -> known.add(name, parse(region, name, bytes(region, name))));
    }

    static byte[] bytes(Region region, String name) {
        return region.store()
                .get(name)
                .orElseThrow(() -> new HikaeException(EngineError.OBJECT_MISSING, name, region.name()));
    }

    private ReadOutcome parse(Region region, String name, byte[] object) {
        try {
            byte[] sha256 = Outcome.digest(object);
            return ObjectNames.isReplacement(name)
                    ? new ReadOutcome.Repacked(Replacement.parse(name, object, trust), sha256, object.length)
                    : new ReadOutcome.Commit(Outcome.parse(name, object, trust), sha256, object.length);
        } catch (FormatException e) {
            throw Damage.of(e, name, region.name());
        }
    }
}
