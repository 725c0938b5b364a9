package dev.hikae.engine.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * Puts a configuration together. At first every region shows one snapshot (session 0, object 0), and a session that
 * is dead (1) left an object (1) everywhere, which checkpoints list. The writers' sessions and objects follow, from 2.
 */
final class Cast {
    private static final int FIRST_WRITER = 2;
    static final int LEFT_OVER = 1 << 1;

    private final String name;
    private final List<IntFunction<Actor>> actors = new ArrayList<>();
    private final List<IntFunction<Actor>> finishers = new ArrayList<>();
    private final Setting setting;
    private int writers;
    private boolean judged;
    private int named;
    private int empty;
    private boolean begun;
    private boolean split;

    Cast(String name, Setting setting) {
        this.name = name;
        this.setting = setting;
    }

    static Setting oneRegion(Set<Rule> omitted, List<Integer> victims) {
        return new Setting(1, List.of(1), 1, victims, 4, 1, false, omitted);
    }

    private Cast writer(boolean parent, int checkpoint) {
        int session = FIRST_WRITER + writers++;
        actors.add(index -> new Writer("writer " + session, index, setting, session, 1 << session, parent, checkpoint));
        return this;
    }

    /** Reuses what visible outcomes list. */
    Cast writer() {
        return writer(true, 0);
    }

    /** Repacks as the setting says, which names the same session. */
    Cast repacker() {
        if (setting.repacker() != FIRST_WRITER + writers) {
            throw new IllegalStateException("the repacker has another session");
        }
        return writer();
    }

    /** Reuses what a dead session left. */
    Cast resuming() {
        return writer(false, LEFT_OVER);
    }

    /** Reuses what a dead session left, what another writer stores, and what visible outcomes list. */
    Cast resuming(int otherSession) {
        return writer(true, LEFT_OVER | 1 << otherSession);
    }

    Cast forgetter(int record) {
        actors.add(index -> new Forgetter("forgetter " + record, index, setting, record, setting.regions()));
        return this;
    }

    /** Ends after the first region. */
    Cast dyingForgetter(int record) {
        actors.add(index -> new Forgetter("forgetter " + record, index, setting, record, 1));
        return this;
    }

    Cast collector(int rounds, boolean patient, int newest) {
        String called = "collector " + actors.size();
        actors.add(index -> new Collector(called, index, setting, rounds, patient, newest));
        return this;
    }

    /** Sleeps with an effective verdict in hand. */
    Cast deleter(int epoch, int generation) {
        actors.add(index -> new Deleter("deleter", index, setting, epoch, generation));
        return this;
    }

    Cast replicator(int source, int target) {
        String called = "replicator of " + Names.region(target);
        actors.add(index -> new Replicator(called, index, setting, source, target));
        return this;
    }

    Cast failOver(int epoch, int home, int... order) {
        actors.add(index -> new FailOver("fail-over", index, setting, epoch, home, order));
        return this;
    }

    /** Whatever others left, garbage goes by this many rounds of one more collector. */
    Cast finishedBy(int rounds) {
        finishers.add(index -> new Collector("last collector", index, setting, rounds, false, setting.generations()));
        return this;
    }

    /** And before, whoever finds a statement of a later epoch brings it to a majority. */
    Cast failOverFinished(int epoch, int home, int... order) {
        finishers.add(index -> new FailOver("last fail-over", index, setting, epoch, home, order));
        return this;
    }

    /** The verdict 0.1 is effective and names these objects; nobody has carried it out. */
    Cast judged(int objects) {
        judged = true;
        named = objects;
        return this;
    }

    /** Collection 0.1 was begun, condemned nothing, and its collector died before it told another region. */
    Cast begun() {
        begun = true;
        return this;
    }

    /** Two choices of a new home were made at once: regions B and C each hold a statement that names itself. */
    Cast split() {
        split = true;
        return this;
    }

    /** These regions have nothing yet. */
    Cast empty(int regions) {
        empty = regions;
        return this;
    }

    Configuration build() {
        List<Actor> playing = numbered(actors, 0);
        List<Actor> finishing = numbered(finishers, actors.size());
        Shape shape = new Shape(setting.regions(), setting.slots(), actors.size() + finishers.size());
        return new Configuration(name, setting, shape, first(shape), playing, finishing);
    }

    private static List<Actor> numbered(List<IntFunction<Actor>> makers, int from) {
        List<Actor> made = new ArrayList<>();
        for (int i = 0; i < makers.size(); i++) {
            made.add(makers.get(i).apply(from + i));
        }
        return made;
    }

    private State first(Shape shape) {
        State state = new State(shape);
        for (int region = 0; region < setting.regions(); region++) {
            if ((empty >> region & 1) == 0) {
                state.add(region, Shape.OBJECTS, 1 | LEFT_OVER);
                state.add(region, Shape.COMMITS, 1);
            }
            if (judged) {
                state.add(region, Shape.CONDEMNED, 1);
                state.add(region, Shape.VERDICTS, 1);
                state.contents(region, 0, State.CONDEMNED_OBJECTS, named);
                state.contents(region, 0, State.VERDICT_OBJECTS, named);
            }
        }
        if (begun) {
            state.add(0, Shape.CONDEMNED, 1);
        }
        if (split) {
            state.state(1, 1, 1);
            state.state(2, 1, 2);
        }
        state.add(0, Shape.OPENS, 0b11);
        state.add(0, Shape.ABORTS, judged ? 0b10 : 0);
        state.outcome(0, 1, 0);
        state.fact(State.EVER_COMMITTED, 1);
        return state;
    }
}
