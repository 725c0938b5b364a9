package dev.hikae.engine.collection;

import dev.hikae.engine.snapshot.Replacement;
import dev.hikae.engine.snapshot.Replacements;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Replacements that one listing of all regions showed. */
final class Repacked {
    private final List<Found> found;

    /** @param everywhere whether every region has it, whole */
    record Found(Replacement replacement, boolean everywhere) {}

    Repacked(Collection<Found> found) {
        this.found = List.copyOf(found);
    }

    /** Those by which old packs may go: every region shows them, for so long that whoever began to read before is done. */
    Set<String> settled(Instant young, Given given) {
        return found.stream()
                .filter(f -> f.everywhere() && !f.replacement().at().isAfter(young))
                .filter(f -> !given.isClosed(f.replacement().name()))
                .map(f -> f.replacement().name())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Those that cover nothing any more but what is given up. */
    Set<String> dead(Given given) {
        return found.stream()
                .map(Found::replacement)
                .filter(r -> r.covered().stream().allMatch(c -> given.has(c.name(), c.sha256())))
                .map(Replacement::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Those that an earlier listing did not show. */
    List<Replacement> besides(Repacked earlier) {
        Set<String> known =
                earlier.found.stream().map(f -> f.replacement().name()).collect(Collectors.toSet());
        return found.stream()
                .map(Found::replacement)
                .filter(r -> !known.contains(r.name()))
                .toList();
    }

    /** How outcomes are read where what all of them stored is needed, but only these let old packs go. */
    Replacements through(Set<String> dropping) {
        return new Replacements(found.stream().map(Found::replacement).toList(), r -> dropping.contains(r.name()));
    }
}
