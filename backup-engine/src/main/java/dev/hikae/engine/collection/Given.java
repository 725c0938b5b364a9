package dev.hikae.engine.collection;

import dev.hikae.engine.snapshot.Forgotten;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Outcomes given up: by name, or because a record closes their epoch. */
final class Given {
    private final Map<String, Forgotten.Entry> byName = new HashMap<>();
    private final Predicate<String> closed;

    Given(Collection<Forgotten> records) {
        records.forEach(r -> r.entries().forEach(e -> byName.put(e.outcome(), e)));
        List<Forgotten.Closing> closings =
                records.stream().flatMap(r -> r.closing().stream()).toList();
        closed = outcome -> closings.stream().anyMatch(c -> c.givesUp(outcome));
    }

    private Given(Predicate<String> closed) {
        this.closed = closed;
    }

    /** Only those with these names. */
    Given among(Set<String> names) {
        var some = new Given(name -> names.contains(name) && closed.test(name));
        byName.forEach((name, entry) -> {
            if (names.contains(name)) {
                some.byName.put(name, entry);
            }
        });
        return some;
    }

    boolean hasName(String outcome) {
        return byName.containsKey(outcome) || isClosed(outcome);
    }

    boolean has(String outcome, byte[] sha256) {
        Forgotten.Entry entry = byName.get(outcome);
        return entry != null && Arrays.equals(entry.sha256(), sha256) || isClosed(outcome);
    }

    /** Whether it is of an epoch that a record closed, and not kept. */
    boolean isClosed(String outcome) {
        return closed.test(outcome);
    }

    Stream<String> names() {
        return byName.keySet().stream();
    }

    Stream<Forgotten.Entry> entries() {
        return byName.values().stream();
    }
}
