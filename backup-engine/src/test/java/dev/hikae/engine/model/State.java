package dev.hikae.engine.model;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** All that regions store and actors remember, in one array of bytes. */
final class State {
    /** A fact that no region holds: which sessions were ever committed. */
    static final int EVER_COMMITTED = 0;

    /** The four lists of a generation. */
    static final int CONDEMNED_OBJECTS = 0;

    static final int CONDEMNED_OUTCOMES = 1;
    static final int VERDICT_OBJECTS = 2;
    static final int VERDICT_OUTCOMES = 3;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final Shape shape;
    private final byte[] cells;

    State(Shape shape) {
        this.shape = shape;
        this.cells = new byte[shape.length()];
    }

    void copyFrom(State other) {
        System.arraycopy(other.cells, 0, cells, 0, cells.length);
    }

    void load(byte[] from, int offset) {
        System.arraycopy(from, offset, cells, 0, cells.length);
    }

    void store(byte[] to, int offset) {
        System.arraycopy(cells, 0, to, offset, cells.length);
    }

    /** Two states with one fingerprint are taken for one: with ten million states the chance of any is 3 in a million. */
    long fingerprint() {
        return fingerprint(cells.length);
    }

    /** Of what regions hold alone. */
    long stored() {
        return fingerprint(shape.stored());
    }

    private long fingerprint(int length) {
        long hash = 0x9E3779B97F4A7C15L;
        for (int i = 0; i < length; i += 8) {
            long word = (long) LONGS.get(cells, i) * 0xC2B2AE3D27D4EB4FL;
            hash ^= Long.rotateLeft(word, 31) * 0x9E3779B185EBCA87L;
            hash = Long.rotateLeft(hash, 27) * 0x9FB21C651E98DF25L + 0x165667B19E3779F9L;
        }
        hash ^= hash >>> 33;
        hash *= 0xFF51AFD7ED558CCDL;
        hash ^= hash >>> 29;
        hash *= 0xC4CEB9FE1A85EC53L;
        return hash ^ (hash >>> 32);
    }

    private int get(int cell) {
        return cells[cell] & 0xff;
    }

    private void set(int cell, int value) {
        cells[cell] = (byte) value;
    }

    int region(int region, int field) {
        return get(shape.region(region, field));
    }

    void add(int region, int field, int mask) {
        int cell = shape.region(region, field);
        set(cell, get(cell) | mask);
    }

    void remove(int region, int field, int mask) {
        int cell = shape.region(region, field);
        set(cell, get(cell) & ~mask);
    }

    /** The home that a region's statement of an epoch names, or -1. */
    int statement(int region, int epoch) {
        if (epoch == 0) {
            return 0;
        }
        return (region(region, Shape.STATEMENTS) >> (4 * (epoch - 1)) & 15) - 1;
    }

    void state(int region, int epoch, int home) {
        add(region, Shape.STATEMENTS, (home + 1) << (4 * (epoch - 1)));
    }

    /** Puts a record that closes the epochs before one; of several each gives up what it does not name. */
    void close(int region, int epoch, int kept) {
        boolean first = region(region, Shape.CLOSED) == 0;
        set(shape.region(region, Shape.CLOSED), epoch);
        set(shape.region(region, Shape.KEPT), first ? kept : region(region, Shape.KEPT) & kept);
    }

    int contents(int region, int generation, int which) {
        return get(shape.contents(region, generation, which));
    }

    void contents(int region, int generation, int which, int mask) {
        set(shape.contents(region, generation, which), mask);
    }

    int fact(int fact) {
        return get(shape.fact(fact));
    }

    void fact(int fact, int value) {
        set(shape.fact(fact), value);
    }

    int rank(int session) {
        return get(shape.session(session, 0));
    }

    void rank(int session, int rank) {
        set(shape.session(session, 0), rank);
    }

    int lists(int session) {
        return get(shape.session(session, 1));
    }

    /** All that the outcomes of these sessions list. */
    int listsOf(int sessions) {
        int objects = 0;
        for (int rest = sessions; rest != 0; rest &= rest - 1) {
            objects |= lists(Integer.numberOfTrailingZeros(rest));
        }
        return objects;
    }

    int previous(int session) {
        return get(shape.session(session, 2));
    }

    void outcome(int session, int objects, int previous) {
        set(shape.session(session, 1), objects);
        set(shape.session(session, 2), previous);
    }

    int memory(int actor, int field) {
        return get(shape.actor(actor, field));
    }

    void memory(int actor, int field, int value) {
        set(shape.actor(actor, field), value);
    }
}
