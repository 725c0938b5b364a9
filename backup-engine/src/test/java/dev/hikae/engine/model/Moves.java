package dev.hikae.engine.model;

/** Takes the states that one step leads to. */
interface Moves {
    /** A copy of the state, to be changed and then handed to {@link #to}. Only one at a time. */
    State from(State now);

    /** The step's words for a trace: who, does what, in which region (-1: in none). */
    void to(State next, Actor who, String what, int region);
}
