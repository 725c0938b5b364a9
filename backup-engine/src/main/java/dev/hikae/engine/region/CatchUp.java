package dev.hikae.engine.region;

import dev.hikae.config.error.ErrorCode;
import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.engine.format.ObjectNames;
import dev.hikae.engine.region.Regions.VisibleOutcome;
import dev.hikae.engine.region.Regions.VisibleReplacement;
import dev.hikae.engine.snapshot.Outcome;
import dev.hikae.engine.snapshot.Outcome.NeededObject;
import dev.hikae.engine.snapshot.Outcome.Previous;
import dev.hikae.engine.snapshot.Replacement;
import dev.hikae.engine.snapshot.Replacement.Covered;
import dev.hikae.engine.snapshot.Replacements;
import dev.hikae.engine.store.Store;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.BiPredicate;
import java.util.stream.Stream;

/**
 * Copies to one region what it lacks. Replacements first, so that outcomes are read through them; for each outcome: predecessors
 * must be there, then the objects it needs, then the outcome itself; what cannot be completed is passed over with all that
 * follows it, and the rest goes on.
 */
final class CatchUp {
    private static final int AT_ONCE = 4;
    private static final Set<ErrorCode> PASSED_OVER =
            Set.of(RegionError.NO_GOOD_COPY, RegionError.LACKS_PREDECESSOR, RegionError.COPY_DIFFERS);

    private final Region target;
    private final List<Region> regions;
    private final Replication replication;
    private final SessionLocks locks;
    private final Set<String> shown = new HashSet<>();
    private final Map<String, Long> present = new HashMap<>();
    private Replacements replacements = Replacements.NONE;
    private ForgottenRecords.Named forgotten = new ForgottenRecords.Named(List.of());

    CatchUp(Region target, List<Region> regions, Replication replication) {
        this.target = target;
        this.regions = regions;
        this.replication = replication;
        this.locks = new SessionLocks(List.of(target));
    }

    /** All that the repository shows; throws the first reason why the region stays behind. */
    void run(Outcomes.Shown all) {
        copyNamed(ObjectNames.KEYS, (name, object) -> SmallObjects.isWhole(object));
        copyNamed(ObjectNames.FORGOTTEN, (name, object) -> SmallObjects.isWhole(object));
        copyNamed(ObjectNames.COLLECTIONS, replication::isVerdict);
        forgotten = new ForgottenRecords.Named(replication.forgotten(target));
        replacements = new Replacements(all.in(target.name()));
        List<VisibleOutcome> lacking = new ArrayList<>();
        for (VisibleOutcome outcome : all.outcomes()) {
            if (outcome.regions().contains(target.name())) {
                shown.add(outcome.outcome().name());
            } else {
                lacking.add(outcome);
            }
        }
        List<VisibleReplacement> unknown = all.replacements().stream()
                .filter(r -> !r.regions().contains(target.name()))
                .toList();
        if (lacking.isEmpty() && unknown.isEmpty()) {
            return;
        }
        learnWhatIsPresent();
        announce(lacking, all);
        Failures failures = new Failures();
        copyReplacements(unknown, all.outcomes(), failures);
        copyAll(lacking, failures);
        failures.throwFirst();
    }

    private void announce(List<VisibleOutcome> lacking, Outcomes.Shown all) {
        var later = new Replacements(
                all.replacements().stream().map(VisibleReplacement::replacement).toList());
        Map<String, Long> missing = new HashMap<>();
        Stream.concat(
                        lacking.stream().flatMap(v -> later.objects(v.outcome(), v.sha256()).stream()),
                        all.outcomes().stream().flatMap(v -> later.stored(v.outcome(), v.sha256()).stream()))
                .filter(this::isMissing)
                .forEach(o -> missing.put(o.name(), o.size()));
        replication.expects(
                missing.size(),
                missing.values().stream().mapToLong(Long::longValue).sum());
    }

    private boolean isMissing(NeededObject object) {
        return !Objects.equals(present.get(object.name()), object.size());
    }

    /** The first of those after which the rest went on. */
    private final class Failures {
        private Optional<HikaeException> first = Optional.empty();

        void passOver(HikaeException e) {
            requireStillThere(e);
            first = first.isPresent() ? first : Optional.of(e);
        }

        void throwFirst() {
            first.ifPresent(e -> {
                throw e;
            });
        }
    }

    /**
     * One that replaces what another stored goes first: what that other needs is gone perhaps, and with both of them is not
     * needed.
     */
    private void copyReplacements(List<VisibleReplacement> unknown, List<VisibleOutcome> outcomes, Failures failures) {
        List<VisibleReplacement> left = new ArrayList<>(unknown);
        while (!left.isEmpty()) {
            VisibleReplacement next = left.stream()
                    .filter(r -> left.stream().noneMatch(o -> o != r && replacesFrom(o.replacement(), r.replacement())))
                    .findFirst()
                    .orElse(left.getFirst());
            left.remove(next);
            try {
                copy(next, outcomes);
            } catch (HikaeException e) {
                failures.passOver(e);
            }
        }
    }

    private static boolean replacesFrom(Replacement later, Replacement earlier) {
        return earlier.objects().stream().anyMatch(o -> later.replaces(o.name()));
    }

    /** Before it shows, all is there that any outcome will be read through it for, wherever that outcome is. */
    private void copy(VisibleReplacement visible, List<VisibleOutcome> outcomes) {
        replication.stopIfAsked();
        Replacement replacement = visible.replacement();
        List<Replacement> with = new ArrayList<>(replacements.all());
        with.add(replacement);
        var then = new Replacements(with);
        Map<String, NeededObject> needed = new LinkedHashMap<>();
        Set<String> known = new HashSet<>();
        for (VisibleOutcome outcome : outcomes) {
            known.add(Covered.key(outcome.outcome().name(), outcome.sha256()));
            then.stored(outcome.outcome(), outcome.sha256()).forEach(o -> needed.put(o.name(), o));
        }
        boolean allKnown = replacement.covered().stream()
                .allMatch(c -> known.contains(c.key()) || forgotten.has(c.name(), c.sha256()));
        if (!allKnown) {
            // What nobody shows now may need anything of it.
            replacement.objects().forEach(o -> needed.put(o.name(), o));
        }
        List<NeededObject> missing =
                needed.values().stream().filter(this::isMissing).toList();
        copyObjects(missing);
        locks.beforeOutcome(
                target,
                List.copyOf(needed.values()),
                missing.stream().map(NeededObject::name).toList());
        replication.beforeOutcome();
        put(replacement.name(), outcomeBytes(replacement.name(), visible.sha256(), visible.regions()));
        replacements = then;
    }

    private void copyAll(List<VisibleOutcome> lacking, Failures failures) {
        for (VisibleOutcome outcome : lacking) {
            try {
                copy(outcome);
            } catch (HikaeException e) {
                failures.passOver(e);
            }
        }
    }

    /** Going on makes sense after a damaged source, not after the operator's stop or the loss of the target. */
    private void requireStillThere(HikaeException e) {
        replication.stopIfAsked();
        if (!PASSED_OVER.contains(e.code())) {
            throw e;
        }
    }

    private void copy(VisibleOutcome visible) {
        replication.stopIfAsked();
        for (Previous previous : visible.outcome().previous()) {
            if (!shown.contains(previous.name()) && !forgotten.has(previous)) {
                throw new HikaeException(RegionError.LACKS_PREDECESSOR, target.name(), previous.name());
            }
        }
        List<NeededObject> needed = replacements.objects(visible.outcome(), visible.sha256());
        List<NeededObject> missing = needed.stream().filter(this::isMissing).toList();
        copyObjects(missing);
        locks.beforeOutcome(
                target, needed, missing.stream().map(NeededObject::name).toList());
        replication.beforeOutcome();
        String name = visible.outcome().name();
        put(name, outcomeBytes(name, visible.sha256(), visible.regions()));
        shown.add(name);
        replication.copiedSnapshot(name);
    }

    private void copyObjects(List<NeededObject> objects) {
        Semaphore permits = new Semaphore(AT_ONCE);
        List<Future<Boolean>> copies = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (NeededObject object : objects) {
                copies.add(threads.submit(() -> {
                    permits.acquire();
                    try {
                        replication.stopIfAsked();
                        new ObjectCopy(object, target, sources()).run();
                        replication.copiedObject(object.name(), object.size());
                        return true;
                    } finally {
                        permits.release();
                    }
                }));
            }
            copies.forEach(Parallel::await);
        }
        objects.forEach(o -> present.put(o.name(), o.size()));
    }

    private List<Region> sources() {
        return regions.stream().filter(r -> r != target).toList();
    }

    private byte[] outcomeBytes(String name, byte[] sha256, Set<RegionName> showing) {
        for (Region source : sources()) {
            if (showing.contains(source.name())) {
                try {
                    byte[] object = Outcomes.bytes(source, name);
                    if (Arrays.equals(Outcome.digest(object), sha256)) {
                        return object;
                    }
                } catch (HikaeException e) {
                    source.failed(e);
                }
            }
        }
        throw new HikaeException(RegionError.NO_GOOD_COPY, name);
    }

    /**
     * Key slots, records of what is given up, and verdicts, which a region that was away must know before it may be the home: few,
     * small, the same everywhere; each ends in a checksum of its own.
     */
    private void copyNamed(String prefix, BiPredicate<String, byte[]> wanted) {
        Set<String> there = new HashSet<>();
        target.store().list(prefix, item -> there.add(item.name()));
        for (Region source : sources()) {
            try {
                Store store = source.store();
                List<String> names = new ArrayList<>();
                store.list(prefix, item -> names.add(item.name()));
                for (String name : names) {
                    if (!there.contains(name)) {
                        store.get(name)
                                .filter(object -> wanted.test(name, object))
                                .ifPresent(object -> {
                                    put(name, object);
                                    there.add(name);
                                });
                    }
                }
            } catch (HikaeException e) {
                target.down().ifPresent(why -> {
                    throw why;
                });
                source.failed(e);
            }
        }
    }

    private void put(String name, byte[] object) {
        if (!target.store().putCopy(name, object)) {
            throw new HikaeException(RegionError.COPY_DIFFERS, target.name(), name);
        }
    }

    private void learnWhatIsPresent() {
        target.store().list(ObjectNames.INDEX, item -> present.put(item.name(), item.size()));
        target.store().list(ObjectNames.PACKS, item -> present.put(item.name(), item.size()));
    }
}
