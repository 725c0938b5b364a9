package dev.hikae.engine.snapshot;

import dev.hikae.engine.format.ObjectNames;
import dev.hikae.engine.format.ObjectTable;
import dev.hikae.engine.snapshot.Outcome.NeededObject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What outcomes list, read through the replacements that cover them: docs/PROTOCOL.md, "Repacking". The one place where that is
 * done. A replacement may replace what an earlier one stored.
 */
public final class Replacements {
    public static final Replacements NONE = new Replacements(List.of());

    private final Map<String, List<Known>> byOutcome = new HashMap<>();
    private final List<Replacement> all;

    private record Known(Replacement replacement, ObjectTable replaced, boolean drops) {}

    /** All of them count. */
    public Replacements(Collection<Replacement> shown) {
        this(shown, r -> true);
    }

    /**
     * Of each the new objects are needed, but only some let old packs go.
     *
     * @param drops of which the old packs are not needed any more
     */
    public Replacements(Collection<Replacement> found, Predicate<Replacement> drops) {
        this.all = List.copyOf(found);
        for (Replacement replacement : found) {
            var known = new Known(replacement, replacement.replaced(), drops.test(replacement));
            replacement.covered().forEach(c -> byOutcome
                    .computeIfAbsent(c.key(), k -> new ArrayList<>(1))
                    .add(known));
        }
    }

    public List<Replacement> all() {
        return all;
    }

    /** The outcome as it is to be read. */
    public Outcome of(Outcome outcome, byte[] sha256) {
        List<NeededObject> objects = objects(outcome, sha256);
        return objects == outcome.objects() ? outcome : outcome.with(objects);
    }

    /** What it needs. */
    public List<NeededObject> objects(Outcome outcome, byte[] sha256) {
        List<Known> covering = byOutcome.get(Replacement.Covered.key(outcome.name(), sha256));
        return covering == null ? outcome.objects() : new Reading(covering).of(outcome.objects());
    }

    /** Those of what it needs that replacements stored. */
    public List<NeededObject> stored(Outcome outcome, byte[] sha256) {
        List<Known> covering = byOutcome.get(Replacement.Covered.key(outcome.name(), sha256));
        if (covering == null) {
            return List.of();
        }
        var reading = new Reading(covering);
        reading.of(outcome.objects());
        return List.copyOf(reading.stored.values());
    }

    /** The union of several readings of one outcome: regions may show different replacements. */
    public static Outcome union(Outcome one, Outcome other) {
        if (one.objects().equals(other.objects())) {
            return one;
        }
        Map<String, NeededObject> objects = new LinkedHashMap<>();
        one.objects().forEach(o -> objects.put(o.name(), o));
        other.objects().forEach(o -> objects.putIfAbsent(o.name(), o));
        return one.with(List.copyOf(objects.values()));
    }

    private static final class Reading {
        private final List<Known> covering;
        private final Deque<String> open = new ArrayDeque<>();
        private final Map<String, NeededObject> stored = new LinkedHashMap<>();
        private final Set<String> seen = new java.util.HashSet<>();

        Reading(List<Known> covering) {
            this.covering = covering;
        }

        List<NeededObject> of(List<NeededObject> listed) {
            List<NeededObject> needed = new ArrayList<>();
            for (NeededObject object : listed) {
                if (isNeeded(object.name())) {
                    needed.add(object);
                }
            }
            // What replaces may be replaced in its turn; names are new each time, so this ends.
            while (!open.isEmpty()) {
                String name = open.removeFirst();
                if (seen.add(name) && !isNeeded(name)) {
                    stored.remove(name);
                }
            }
            needed.addAll(stored.values());
            return needed;
        }

        /** Takes up what stands for it. */
        private boolean isNeeded(String name) {
            if (!name.startsWith(ObjectNames.PACKS)) {
                return true;
            }
            boolean needed = true;
            for (Known known : covering) {
                if (known.replaced().get(name) >= 0) {
                    needed &= !known.drops();
                    known.replacement().target(name).ifPresent(to -> take(known.replacement(), to));
                }
            }
            return needed;
        }

        private void take(Replacement from, String pack) {
            for (NeededObject object : from.objects()) {
                boolean wanted = object.name().equals(pack) || !object.name().startsWith(ObjectNames.PACKS);
                if (wanted && !seen.contains(object.name()) && stored.putIfAbsent(object.name(), object) == null) {
                    open.add(object.name());
                }
            }
        }
    }
}
