package dev.hikae.engine.region;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.engine.store.StoreError;
import dev.hikae.engine.store.StoreException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Where one thread of a session waits until its regions are that far. One that the session can do without is dropped when it has
 * kept the others waiting for long enough; one that it needs is waited for as long as its store has patience.
 */
final class Gathering {
    private final SessionWriter session;
    private final Stragglers stragglers;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    Gathering(SessionWriter session, Stragglers stragglers) {
        this.session = session;
        this.stragglers = stragglers;
    }

    /** Says that a region got further, after it did. */
    void changed() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The same work in several regions at once; one that is dropped meanwhile failed. Keeps the order given. */
    <T> Map<RegionName, Parallel.Attempt<T>> each(List<Region> regions, Function<Region, T> work) {
        Map<Region, FutureTask<Parallel.Attempt<T>>> running = new LinkedHashMap<>();
        Map<Region, Thread> threads = new HashMap<>();
        for (Region region : regions) {
            var task = new FutureTask<>(() -> Parallel.Attempt.of(region, work));
            running.put(region, task);
            threads.put(region, Thread.startVirtualThread(() -> {
                task.run();
                changed();
            }));
        }
        try {
            await(() -> regions.stream().filter(r -> !isDone(running, r)).toList());
        } finally {
            threads.values().forEach(Thread::interrupt);
        }
        Map<RegionName, Parallel.Attempt<T>> results = new LinkedHashMap<>();
        running.forEach((region, task) -> results.put(
                region.name(),
                task.isDone()
                        ? Parallel.await(task)
                        : new Parallel.Attempt<>(Optional.empty(), Optional.of(session.whyOut(region)))));
        return results;
    }

    private static <T> boolean isDone(Map<Region, FutureTask<T>> running, Region region) {
        return Objects.requireNonNull(running.get(region)).isDone();
    }

    /** @param late who is not that far; regions that are out may be among them */
    void await(Supplier<List<Region>> late) {
        lock.lock();
        try {
            List<Region> waiting = stillIn(late.get());
            while (!waiting.isEmpty()) {
                if (session.canDoWithout(waiting)) {
                    waitFor(waiting);
                } else {
                    changed.await();
                }
                waiting = stillIn(late.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException(e, false, StoreError.INTERRUPTED, "of several regions");
        } finally {
            lock.unlock();
        }
    }

    /** Until anything changed, or the patience with one of them is over; whoever calls looks again. */
    @SuppressWarnings("WaitNotInLoop")
    private void waitFor(List<Region> waiting) throws InterruptedException {
        List<RegionName> names = waiting.stream().map(Region::name).toList();
        long left = names.stream().mapToLong(stragglers::nanosLeft).min().orElseThrow();
        if (left <= 0) {
            waiting.stream()
                    .filter(r -> stragglers.nanosLeft(r.name()) <= 0)
                    .forEach(r -> session.drop(r, new HikaeException(RegionError.TOO_SLOW, r.name())));
            return;
        }
        stragglers.begin(names);
        try {
            long ignored = changed.awaitNanos(Math.min(left, TimeUnit.SECONDS.toNanos(1)));
        } finally {
            stragglers.end(names);
        }
    }

    private List<Region> stillIn(List<Region> late) {
        return late.stream().filter(r -> !session.isOut(r)).toList();
    }
}
