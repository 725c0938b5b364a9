package dev.hikae.engine.model;

/** A small state machine. All that it remembers is in the state; an actor itself never changes. */
abstract class Actor {
    /** The field of its memory that says which step is next; 0 at first. */
    static final int STEP = 0;

    private final String name;
    private final int index;
    private final Setting setting;

    Actor(String name, int index, Setting setting) {
        this.name = name;
        this.index = index;
        this.setting = setting;
    }

    /** Hands over all that this actor may do next. */
    abstract void moves(State now, Moves moves);

    String name() {
        return name;
    }

    Setting setting() {
        return setting;
    }

    boolean keeps(Rule rule) {
        return setting.keeps(rule);
    }

    int get(State state, int field) {
        return state.memory(index, field);
    }

    void set(State state, int field, int value) {
        state.memory(index, field, value);
    }

    void addTo(State state, int field, int mask) {
        set(state, field, get(state, field) | mask);
    }

    /** Forgets what is needed no longer, so that states that differ in nothing else are one. */
    void clear(State state, int from) {
        for (int field = from; field < Shape.ACTOR; field++) {
            set(state, field, 0);
        }
    }
}
