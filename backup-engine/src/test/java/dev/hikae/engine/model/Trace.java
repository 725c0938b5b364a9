package dev.hikae.engine.model;

import java.util.ArrayList;
import java.util.List;

/** Tells the way to a state, by taking it again from the first state on. */
final class Trace implements Moves {
    private final Configuration configuration;
    private final StateSet seen;
    private final State now;
    private final State changed;
    private final State taken;
    private long wanted;
    private String words = "";

    Trace(Configuration configuration, StateSet seen) {
        this.configuration = configuration;
        this.seen = seen;
        this.now = new State(configuration.shape());
        this.changed = new State(configuration.shape());
        this.taken = new State(configuration.shape());
    }

    List<String> to(int number) {
        List<Long> way = new ArrayList<>();
        for (int at = number; seen.parent(at) >= 0; at = seen.parent(at)) {
            way.addFirst(seen.fingerprint(at));
        }
        List<String> lines = new ArrayList<>();
        now.copyFrom(configuration.first());
        for (long fingerprint : way) {
            wanted = fingerprint;
            configuration.actors().forEach(actor -> actor.moves(now, this));
            now.copyFrom(taken);
            lines.add(words);
        }
        return lines;
    }

    @Override
    public State from(State state) {
        changed.copyFrom(state);
        return changed;
    }

    @Override
    public void to(State next, Actor who, String what, int region) {
        if (next.fingerprint() == wanted) {
            taken.copyFrom(next);
            words = who.name() + " " + what + (region < 0 ? "" : " in " + Names.region(region));
        }
    }
}
