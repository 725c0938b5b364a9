package dev.hikae.engine.collection;

import dev.hikae.engine.snapshot.Forgotten;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Outcomes given up, by name. */
final class Given {
    private final Map<String, Forgotten.Entry> byName = new HashMap<>();

    Given(Collection<Forgotten> records) {
        records.forEach(r -> r.entries().forEach(e -> byName.put(e.outcome(), e)));
    }

    private Given() {}

    /** Only those with these names. */
    Given among(Set<String> names) {
        var some = new Given();
        byName.forEach((name, entry) -> {
            if (names.contains(name)) {
                some.byName.put(name, entry);
            }
        });
        return some;
    }

    boolean hasName(String outcome) {
        return byName.containsKey(outcome);
    }

    boolean has(String outcome, byte[] sha256) {
        Forgotten.Entry entry = byName.get(outcome);
        return entry != null && Arrays.equals(entry.sha256(), sha256);
    }

    Stream<String> names() {
        return byName.keySet().stream();
    }

    Stream<Forgotten.Entry> entries() {
        return byName.values().stream();
    }
}
