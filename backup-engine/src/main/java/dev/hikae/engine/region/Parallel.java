package dev.hikae.engine.region;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.engine.store.StoreError;
import dev.hikae.engine.store.StoreException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;

/** The same work in several regions, or for many objects, at once. */
public final class Parallel {
    private Parallel() {}

    /** What became of it in one region: a value or a failure. */
    record Attempt<T>(Optional<T> value, Optional<HikaeException> failure) {
        static <T> Attempt<T> of(Region region, Function<Region, T> work) {
            try {
                return new Attempt<>(Optional.of(work.apply(region)), Optional.empty());
            } catch (HikaeException e) {
                region.failed(e);
                return new Attempt<>(Optional.empty(), Optional.of(e));
            }
        }
    }

    /** Runs in every region, in parallel; failures of a region are part of the result. Keeps the order given. */
    static <T> Map<RegionName, Attempt<T>> each(Collection<Region> regions, Function<Region, T> work) {
        Map<RegionName, Future<Attempt<T>>> running = new LinkedHashMap<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Region region : regions) {
                running.put(region.name(), threads.submit(() -> Attempt.of(region, work)));
            }
            Map<RegionName, Attempt<T>> results = new LinkedHashMap<>();
            for (Map.Entry<RegionName, Future<Attempt<T>>> e : running.entrySet()) {
                results.put(e.getKey(), await(e.getValue()));
            }
            return results;
        }
    }

    /** Runs in every region, in parallel, in the order given; throws the first failure once all ended. */
    public static <T> Map<RegionName, T> inAll(Collection<RegionName> regions, Function<RegionName, T> work) {
        Map<RegionName, Future<T>> running = new LinkedHashMap<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            regions.forEach(region -> running.put(region, threads.submit(() -> work.apply(region))));
        }
        Map<RegionName, T> results = new LinkedHashMap<>();
        running.forEach((region, future) -> results.put(region, await(future)));
        return results;
    }

    /** Works on items of a list, some at once. Begins none after one failed, and throws that failure once all that began ended. */
    public static <A> void each(List<A> items, int atOnce, Consumer<A> work) {
        var next = new AtomicInteger();
        var failed = new AtomicBoolean();
        List<Future<Boolean>> workers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < Math.min(atOnce, items.size()); i++) {
                workers.add(threads.submit(() -> {
                    boolean whole = false;
                    try {
                        for (int at = next.getAndIncrement(); at < items.size() && !failed.get(); ) {
                            work.accept(items.get(at));
                            at = next.getAndIncrement();
                        }
                        whole = true;
                    } finally {
                        failed.compareAndSet(false, !whole);
                    }
                    return true;
                }));
            }
        }
        workers.forEach(Parallel::await);
    }

    static <T> T await(Future<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("bug: work in a region", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException(e, false, StoreError.INTERRUPTED, "of several regions");
        }
    }
}
