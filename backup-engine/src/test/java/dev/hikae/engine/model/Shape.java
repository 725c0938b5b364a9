package dev.hikae.engine.model;

/** Where everything lies in the bytes of a state. Sets are masks of at most eight bits. */
final class Shape {
    /** Fields of a region; four bytes for each generation follow. */
    static final int OBJECTS = 0;

    static final int OPENS = 1;
    static final int COMMITS = 2;
    static final int ABORTS = 3;
    static final int RECORDS = 4;
    static final int STATEMENTS = 5;
    static final int CONDEMNED = 6;
    static final int VERDICTS = 7;
    /** The epoch before which its records close all sessions, 0 when none does, and the sessions that these keep. */
    static final int CLOSED = 8;

    static final int KEPT = 9;
    private static final int CONTENTS = 10;

    /** Bytes that an actor remembers. */
    static final int ACTOR = 16;

    static final int SESSIONS = 6;
    private static final int FACTS = 1;

    private final int region;
    private final int facts;
    private final int actors;
    private final int length;

    Shape(int regions, int generations, int actors) {
        region = CONTENTS + 4 * generations;
        facts = regions * region;
        this.actors = (facts + FACTS + 3 * SESSIONS + 7) / 8 * 8;
        length = (this.actors + actors * ACTOR + 7) / 8 * 8;
    }

    int length() {
        return length;
    }

    /** What regions hold comes first, then what actors remember. */
    int stored() {
        return actors;
    }

    int region(int region, int field) {
        return region * this.region + field;
    }

    /** Which of the four lists of a generation: condemned objects, condemned outcomes, the same of the verdict. */
    int contents(int region, int generation, int which) {
        return region * this.region + CONTENTS + 4 * generation + which;
    }

    int fact(int fact) {
        return facts + fact;
    }

    /** What a session's name or outcome says: its rank, its objects, its predecessors. */
    int session(int session, int which) {
        return facts + FACTS + 3 * session + which;
    }

    int actor(int actor, int field) {
        return actors + actor * ACTOR + field;
    }
}
