package dev.hikae.engine.region;

import dev.hikae.engine.snapshot.ObjectPool;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Outcomes of one region that were read and found good. What they list is held once for all of them: a repository has hundreds,
 * and each lists everything it needs. Safe for several threads.
 */
final class KnownOutcomes {
    private final Map<String, ReadOutcome> known = new HashMap<>();
    private ObjectPool pool = new ObjectPool();
    /** How many went since the pool was made, which keeps what they listed. */
    private int gone;

    synchronized Optional<ReadOutcome> get(String name) {
        return Optional.ofNullable(known.get(name));
    }

    synchronized ReadOutcome add(String name, ReadOutcome read) {
        ReadOutcome held = read.in(pool);
        known.put(name, held);
        return held;
    }

    /** Forgets what the region does not list any more. */
    synchronized void keep(Set<String> listed) {
        int before = known.size();
        known.keySet().retainAll(listed);
        gone += before - known.size();
        if (gone > known.size()) {
            var smaller = new ObjectPool();
            known.replaceAll((name, read) -> read.in(smaller));
            pool = smaller;
            gone = 0;
        }
    }
}
