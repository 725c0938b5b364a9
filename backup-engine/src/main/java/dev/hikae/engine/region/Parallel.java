package dev.hikae.engine.region;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.engine.store.StoreError;
import dev.hikae.engine.store.StoreException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** The same work in several regions at once. */
final class Parallel {
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
