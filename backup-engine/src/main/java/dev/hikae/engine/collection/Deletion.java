package dev.hikae.engine.collection;

import dev.hikae.engine.PruneResult;
import dev.hikae.engine.format.Generation;
import dev.hikae.engine.format.ObjectNames;
import dev.hikae.engine.region.Parallel;
import dev.hikae.engine.snapshot.Abort;
import dev.hikae.engine.snapshot.Forgotten;
import dev.hikae.engine.snapshot.Outcome;
import dev.hikae.engine.store.LockedException;
import dev.hikae.engine.store.Store;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Takes away from one region what an effective verdict allows. May stop anywhere and be done again. */
final class Deletion {
    /** A store far away takes long for each, and little else. */
    private static final int AT_ONCE = 16;

    private final Store store;
    private final Consumer<String> each;
    private final LongAdder objects = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder locked = new LongAdder();
    private volatile Optional<Instant> lockedUntil = Optional.empty();

    /** @param each told what goes next, by any thread; may throw to stop */
    Deletion(Store store, Consumer<String> each) {
        this.store = store;
        this.each = each;
    }

    PruneResult.Freed freed() {
        return new PruneResult.Freed(objects.sum(), bytes.sum(), locked.sum(), lockedUntil);
    }

    /** Outcomes that are given up, and that they ever opened. */
    void outcomes(Given given, Set<String> gone) {
        Set<String> there = new HashSet<>();
        store.list(ObjectNames.SESSIONS, item -> there.add(item.name()));
        for (Forgotten.Entry entry : given.entries().toList()) {
            boolean shown = there.contains(entry.outcome());
            if (shown && !isThatOne(entry)) {
                continue;
            }
            // Before the outcome: an opening without one would be taken for a session that runs.
            String open = ObjectNames.open(
                    entry.outcome().substring(0, entry.outcome().lastIndexOf('/') + 1));
            if (there.contains(open)) {
                deleted(open);
            }
            if (shown) {
                each.accept(entry.outcome());
                if (deleted(entry.outcome())) {
                    gone.add(entry.outcome());
                }
            }
        }
    }

    /** Commits that came though their epoch was closed; an ABORT stays, so that its session never commits. */
    void closed(Given given, Set<String> condemned, Set<String> gone) {
        for (String name : condemned) {
            if (ObjectNames.isOutcome(name)
                    && given.isClosed(name)
                    && store.get(name).filter(object -> !Abort.is(object)).isPresent()) {
                each.accept(name);
                if (deleted(name)) {
                    gone.add(name);
                }
            }
        }
    }

    /** Replacements that cover nothing any more. */
    void replacements(Set<String> names) {
        for (String name : names) {
            if (ObjectNames.isReplacement(name)) {
                each.accept(name);
                deleted(ObjectNames.open(name.substring(0, name.lastIndexOf('/') + 1)));
                deleted(name);
            }
        }
    }

    private boolean isThatOne(Forgotten.Entry entry) {
        return store.get(entry.outcome())
                .filter(object -> entry.names(entry.outcome(), Outcome.digest(object)))
                .isPresent();
    }

    void objects(Set<String> names) {
        List<Store.Item> there = new ArrayList<>();
        for (String prefix : List.of(ObjectNames.INDEX, ObjectNames.PACKS)) {
            store.list(prefix, item -> {
                if (names.contains(item.name())) {
                    there.add(item);
                }
            });
        }
        Parallel.each(there, AT_ONCE, item -> {
            each.accept(item.name());
            if (deleted(item.name())) {
                objects.increment();
                bytes.add(item.size());
            }
        });
    }

    /** What was condemned is gone, rescued, or condemned again: only the verdicts stay, so that none is given twice. */
    void condemned(Generation done) {
        List<String> old = new ArrayList<>();
        store.list(ObjectNames.COLLECTIONS, item -> {
            if (ObjectNames.isCondemned(item.name())
                    && Generation.of(item.name())
                            .filter(g -> g.compareTo(done) <= 0)
                            .isPresent()) {
                old.add(item.name());
            }
        });
        old.forEach(this::deleted);
    }

    /** What is locked stays for now, and a later collection condemns it again. */
    private boolean deleted(String name) {
        try {
            return store.delete(name);
        } catch (LockedException e) {
            locked.increment();
            locked(e.until());
            return false;
        }
    }

    private synchronized void locked(Optional<Instant> until) {
        lockedUntil = Stream.concat(lockedUntil.stream(), until.stream()).max(Comparator.naturalOrder());
    }
}
