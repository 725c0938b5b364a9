package dev.hikae.engine.model;

import java.util.Optional;

/**
 * Asks of a state whether garbage would go: everybody else has crashed here, and the finishers run
 * alone to their ends, each by the first thing it may do. What others remember does not matter to them, so each content of the
 * regions is asked about once.
 */
final class Finish implements Moves {
    private static final int TOO_LONG = 1000;

    private final Configuration configuration;
    private final Invariants invariants;
    private final StateSet asked = new StateSet();
    private final State now;
    private final State changed;
    private final State first;
    private boolean moved;

    Finish(Configuration configuration) {
        this.configuration = configuration;
        this.invariants = configuration.invariants();
        this.now = new State(configuration.shape());
        this.changed = new State(configuration.shape());
        this.first = new State(configuration.shape());
    }

    Optional<String> garbage(State from) {
        if (configuration.finishers().isEmpty() || !asked.add(from.stored(), -1)) {
            return Optional.empty();
        }
        now.copyFrom(from);
        for (Actor finisher : configuration.finishers()) {
            if (!run(finisher)) {
                return Optional.of(finisher.name() + " comes to no end");
            }
        }
        return invariants.broken(now).or(() -> invariants.left(now));
    }

    private boolean run(Actor finisher) {
        for (int step = 0; step < TOO_LONG; step++) {
            moved = false;
            finisher.moves(now, this);
            if (!moved) {
                return true;
            }
            now.copyFrom(first);
        }
        return false;
    }

    @Override
    public State from(State state) {
        changed.copyFrom(state);
        return changed;
    }

    @Override
    public void to(State next, Actor who, String what, int region) {
        if (!moved) {
            moved = true;
            first.copyFrom(next);
        }
    }
}
