package dev.hikae.engine.region;

import dev.hikae.config.error.ErrorCode;
import dev.hikae.config.error.HikaeException;
import dev.hikae.engine.format.ObjectNames;
import dev.hikae.engine.region.Regions.VisibleOutcome;
import dev.hikae.engine.snapshot.Outcome;
import dev.hikae.engine.snapshot.Outcome.NeededObject;
import dev.hikae.engine.snapshot.Outcome.Previous;
import dev.hikae.engine.store.Store;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
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

/**
 * Copies to one region what it lacks. For each outcome: predecessors must be there, then the objects it lists, then
 * the outcome itself; what cannot be completed is passed over with all that follows it, and the rest goes on.
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
    private ForgottenRecords.Named forgotten = new ForgottenRecords.Named(List.of());

    CatchUp(Region target, List<Region> regions, Replication replication) {
        this.target = target;
        this.regions = regions;
        this.replication = replication;
        this.locks = new SessionLocks(List.of(target));
    }

    /** All outcomes of the repository by sequence; throws the first reason why the region stays behind. */
    void run(List<VisibleOutcome> outcomes) {
        copyNamed(ObjectNames.KEYS, (name, object) -> SmallObjects.isWhole(object));
        copyNamed(ObjectNames.FORGOTTEN, (name, object) -> SmallObjects.isWhole(object));
        copyNamed(ObjectNames.COLLECTIONS, replication::isVerdict);
        forgotten = new ForgottenRecords.Named(replication.forgotten(target));
        List<VisibleOutcome> lacking = new ArrayList<>();
        for (VisibleOutcome outcome : outcomes) {
            if (outcome.regions().contains(target.name())) {
                shown.add(outcome.outcome().name());
            } else {
                lacking.add(outcome);
            }
        }
        if (!lacking.isEmpty()) {
            learnWhatIsPresent();
            announce(lacking);
            copyAll(lacking);
        }
    }

    private void announce(List<VisibleOutcome> lacking) {
        Map<String, Long> missing = new HashMap<>();
        lacking.forEach(v -> v.outcome().objects().stream()
                .filter(o -> !Objects.equals(present.get(o.name()), o.size()))
                .forEach(o -> missing.put(o.name(), o.size())));
        replication.expects(
                missing.size(),
                missing.values().stream().mapToLong(Long::longValue).sum());
    }

    private void copyAll(List<VisibleOutcome> lacking) {
        Optional<HikaeException> first = Optional.empty();
        for (VisibleOutcome outcome : lacking) {
            try {
                copy(outcome);
            } catch (HikaeException e) {
                requireStillThere(e);
                first = first.isPresent() ? first : Optional.of(e);
            }
        }
        first.ifPresent(e -> {
            throw e;
        });
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
        List<NeededObject> missing = visible.outcome().objects().stream()
                .filter(o -> !Objects.equals(present.get(o.name()), o.size()))
                .toList();
        copyObjects(missing);
        locks.beforeOutcome(
                target,
                visible.outcome(),
                missing.stream().map(NeededObject::name).toList());
        replication.beforeOutcome();
        String name = visible.outcome().name();
        put(name, outcomeBytes(visible));
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

    private byte[] outcomeBytes(VisibleOutcome visible) {
        String name = visible.outcome().name();
        for (Region source : sources()) {
            if (visible.regions().contains(source.name())) {
                try {
                    byte[] object = Outcomes.bytes(source, name);
                    if (Arrays.equals(Outcome.digest(object), visible.sha256())) {
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
