package dev.hikae.engine.model;

/** Gives up snapshots by one record: first in the home, then everywhere. */
final class Forgetter extends Actor {
    private static final int DONE = 1;
    private static final int ENDED = 2;

    private final int record;
    private final int copies;

    Forgetter(String name, int index, Setting setting, int record, int copies) {
        super(name, index, setting);
        this.record = record;
        this.copies = copies;
    }

    @Override
    void moves(State now, Moves moves) {
        int step = get(now, STEP);
        if (step == 0) {
            begin(now, moves);
        } else if (step != ENDED) {
            next(now, moves);
        }
    }

    /** Reads the epoch and the outcomes, and puts the record: outcomes do not go before they are forgotten. */
    private void begin(State now, Moves moves) {
        for (int epoch = setting().epochs() - 1; epoch >= 0; epoch--) {
            for (int home = 0; home < setting().regions(); home++) {
                int first = keeps(Rule.RECORD_IN_HOME_FIRST) ? home : setting().regions() - 1;
                int victims = setting().named(1 << record);
                if (setting().counts(now, epoch, home) && (victims & ~now.region(home, Shape.COMMITS)) == 0) {
                    State next = moves.from(now);
                    set(next, STEP, 1);
                    put(next, first);
                    moves.to(next, this, "puts its record", first);
                }
            }
        }
    }

    private void next(State now, Moves moves) {
        for (int region = 0; region < setting().regions(); region++) {
            if ((get(now, DONE) >> region & 1) == 0) {
                State next = moves.from(now);
                put(next, region);
                moves.to(next, this, "puts its record", region);
                return;
            }
        }
    }

    private void put(State next, int region) {
        next.add(region, Shape.RECORDS, 1 << record);
        addTo(next, DONE, 1 << region);
        if (Integer.bitCount(get(next, DONE)) == copies) {
            clear(next, DONE);
            set(next, STEP, ENDED);
        }
    }
}
