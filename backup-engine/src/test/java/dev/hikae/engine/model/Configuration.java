package dev.hikae.engine.model;

import java.util.List;
import java.util.Set;

/**
 * Who takes part, and what is there at first.
 *
 * @param finishers who ends, undisturbed, what all others left anywhere; no garbage stays after them
 */
record Configuration(
        String name, Setting setting, Shape shape, State first, List<Actor> actors, List<Actor> finishers) {
    Configuration {
        actors = List.copyOf(actors);
        finishers = List.copyOf(finishers);
    }

    Invariants invariants() {
        List<Writer> writers = actors.stream()
                .filter(Writer.class::isInstance)
                .map(Writer.class::cast)
                .toList();
        return new Invariants(setting, writers);
    }

    Found search(int most) {
        return new Search(this, most).run();
    }

    Set<Rule> omitted() {
        return setting.omitted();
    }

    @Override
    public String toString() {
        return omitted().isEmpty() ? name : name + " without " + omitted();
    }
}
