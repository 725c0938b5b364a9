package dev.hikae.engine.model;

import java.util.List;
import java.util.Optional;

/** Visits all states of a configuration, nearest first, until an invariant does not hold or there are too many. */
final class Search implements Moves {
    private final Configuration configuration;
    private final Invariants invariants;
    private final Finish finish;
    private final StateSet seen = new StateSet();
    private final State changed;
    private final int most;
    private Layer next;
    private int parent = -1;
    private Optional<String> broken = Optional.empty();

    Search(Configuration configuration, int most) {
        this.configuration = configuration;
        this.invariants = configuration.invariants();
        this.finish = new Finish(configuration);
        this.changed = new State(configuration.shape());
        this.next = new Layer(configuration.shape().length());
        this.most = most;
    }

    Found run() {
        visit(configuration.first());
        State now = new State(configuration.shape());
        int number = 0;
        int depth = 0;
        while (next.size() > 0) {
            Layer layer = next;
            next = new Layer(configuration.shape().length());
            for (int i = 0; i < layer.size(); i++) {
                layer.load(i, now);
                parent = number++;
                for (Actor actor : configuration.actors()) {
                    actor.moves(now, this);
                }
                if (broken.isPresent()) {
                    return new Found(seen.size(), depth + 1, true, broken, trace());
                }
                if (seen.size() > most) {
                    return new Found(seen.size(), depth, false, Optional.empty(), List.of());
                }
            }
            depth++;
        }
        return new Found(seen.size(), depth, true, Optional.empty(), List.of());
    }

    private List<String> trace() {
        return new Trace(configuration, seen).to(seen.size() - 1);
    }

    private void visit(State state) {
        if (broken.isEmpty() && seen.add(state.fingerprint(), parent)) {
            next.add(state);
            broken = invariants.broken(state).or(() -> finish.garbage(state));
        }
    }

    @Override
    public State from(State now) {
        changed.copyFrom(now);
        return changed;
    }

    @Override
    public void to(State state, Actor who, String what, int region) {
        visit(state);
    }
}
