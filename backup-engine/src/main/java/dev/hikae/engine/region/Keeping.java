package dev.hikae.engine.region;

import dev.hikae.config.error.Failure;
import dev.hikae.config.error.HikaeException;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.format.NameSet;
import dev.hikae.engine.region.RegionLocks.Kept;
import dev.hikae.engine.region.RegionLocks.Names;
import dev.hikae.engine.store.Locking.Version;
import dev.hikae.engine.store.Locking.Versions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Extends very many objects of one region: lists them once, and holds some of them at a time. */
final class Keeping {
    private static final int BATCH = 512;

    private final RegionLocks locks;
    private final LockLedger ledger;
    private final String region;
    private final Consumer<String> step;
    private final Consumer<Kept> done;
    private final Instant due;
    private final Instant until;
    private final NameSet unknown = new NameSet();
    private final NameSet found = new NameSet();
    private final List<Version> waiting = new ArrayList<>();
    private Optional<HikaeException> first = Optional.empty();

    /**
     * For one region.
     *
     * @param step hears every name; may throw to stop
     * @param done hears what was done, part by part
     */
    Keeping(RegionLocks locks, LockLedger ledger, String region, Consumer<String> step, Consumer<Kept> done) {
        this.locks = locks;
        this.ledger = ledger;
        this.region = region;
        this.step = step;
        this.done = done;
        this.due = locks.policy().due();
        this.until = locks.policy().until();
    }

    void run(Names names) {
        Set<String> folders = new TreeSet<>();
        List<String> few = new ArrayList<>();
        names.each(name -> {
            if (!ledger.until(name).isAfter(due) && unknown.add(name)) {
                folders.add(RegionLocks.folder(name));
                if (few.size() < RegionLocks.ASK_ONE_BY_ONE) {
                    few.add(name);
                }
            }
        });
        if (unknown.size() < RegionLocks.ASK_ONE_BY_ONE) {
            locks.oldest(few).versions().forEach(this::take);
        } else {
            folders.forEach(folder -> locks.locking().versions(folder, this::take));
        }
        keep();
        if (found.size() < unknown.size()) {
            names.each(this::requireFound);
        }
        first.ifPresent(e -> {
            throw e;
        });
    }

    private void take(Versions versions) {
        step.accept(versions.name());
        if (unknown.has(versions.name())) {
            versions.oldest().ifPresent(this::take);
        }
    }

    private void take(Version version) {
        if (found.add(version.name())) {
            waiting.add(version);
        }
        if (waiting.size() == BATCH) {
            keep();
        }
    }

    private void keep() {
        List<Version> batch = List.copyOf(waiting);
        waiting.clear();
        long[] extended = new long[1];
        try {
            RegionLocks.each(
                    batch,
                    version -> {
                        step.accept(version.name());
                        return locks.kept(version, due, until);
                    },
                    (version, kept) -> {
                        extended[0] += kept.extended() ? 1 : 0;
                        ledger.note(version.name(), kept.until());
                    });
        } catch (HikaeException e) {
            // Says so, if it was asked to.
            step.accept(batch.getFirst().name());
            if (e.code().failure() == Failure.UNREACHABLE) {
                throw e;
            }
            first = first.isPresent() ? first : Optional.of(e);
        } finally {
            done.accept(new Kept(extended[0], batch.size()));
        }
    }

    private void requireFound(String name) {
        if (first.isEmpty() && unknown.has(name) && !found.has(name)) {
            first = Optional.of(new HikaeException(EngineError.OBJECT_MISSING, name, region));
        }
    }
}
