package dev.hikae.engine.region;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.format.ObjectNames;
import dev.hikae.engine.region.Regions.VisibleOutcome;
import dev.hikae.engine.snapshot.Forgotten;
import dev.hikae.engine.snapshot.Outcome;
import dev.hikae.engine.snapshot.Trust;
import java.lang.ref.SoftReference;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
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
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;

/**
 * Finds the outcomes that regions show. One that is damaged or wrongly signed does not exist in that region.
 *
 * <p>Bytes are read and verified in the first region of the order that has a good copy; the others show the outcome when
 * they list it with the same size.
 */
final class Outcomes {
    private static final int AT_ONCE = 16;

    private final Trust trust;

    Outcomes(Trust trust) {
        this.trust = trust;
    }

    /** By sequence, then name; without what any region of the order records as given up. Throws only when none of them answers. */
    List<VisibleOutcome> in(List<Region> order) {
        return in(order, listings(order));
    }

    /**
     * The same from listings made before. A region without one does not take part, nor does one that cannot tell what it
     * records as given up.
     */
    List<VisibleOutcome> in(List<Region> order, Map<RegionName, Map<String, Long>> listings) {
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
        return all(order, telling).stream()
                .filter(v -> !given.has(v.outcome().name(), v.sha256()))
                .toList();
    }

    /** Given up or not. */
    List<VisibleOutcome> all(List<Region> order, Map<RegionName, Map<String, Long>> listings) {
        Set<String> names = new TreeSet<>();
        listings.values().forEach(l -> names.addAll(l.keySet()));
        Semaphore permits = new Semaphore(AT_ONCE);
        List<Future<Optional<VisibleOutcome>>> reads = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (String name : names) {
                reads.add(threads.submit(() -> {
                    permits.acquire();
                    try {
                        return find(name, order, listings);
                    } finally {
                        permits.release();
                    }
                }));
            }
            return reads.stream()
                    .flatMap(f -> Parallel.await(f).stream())
                    .sorted(Comparator.comparingLong(
                                    (VisibleOutcome v) -> v.outcome().sequence())
                            .thenComparing(v -> v.outcome().name()))
                    .toList();
        }
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

    private Optional<VisibleOutcome> find(
            String name, List<Region> order, Map<RegionName, Map<String, Long>> listings) {
        for (Region region : order) {
            if (!listings.getOrDefault(region.name(), Map.of()).containsKey(name)) {
                continue;
            }
            Optional<ReadOutcome> read = tryRead(region, name);
            if (read.isPresent()) {
                return read.map(r -> new VisibleOutcome(r.outcome(), r.sha256(), showing(name, r.size(), listings)));
            }
        }
        return Optional.empty();
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
        ReadOutcome known = Optional.ofNullable(region.outcomes().get(name))
                .map(SoftReference::get)
                .orElse(null);
        if (known != null) {
            return known;
        }
        byte[] object = bytes(region, name);
        ReadOutcome read = parse(region, name, object);
        region.outcomes().put(name, new SoftReference<>(read));
        return read;
    }

    static byte[] bytes(Region region, String name) {
        return region.store()
                .get(name)
                .orElseThrow(() -> new HikaeException(EngineError.OBJECT_MISSING, name, region.name()));
    }

    private ReadOutcome parse(Region region, String name, byte[] object) {
        try {
            return new ReadOutcome(Outcome.parse(name, object, trust), Outcome.digest(object), object.length);
        } catch (FormatException e) {
            throw Damage.of(e, name, region.name());
        }
    }
}
