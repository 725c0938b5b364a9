package dev.hikae.engine.model;

/** Saw that a verdict is effective, and carries it out whenever it wakes up. */
final class Deleter extends Actor {
    private static final int OBJECTS = 1;
    private static final int OUTCOMES = 2;
    private static final int REGION = 3;

    private final int epoch;
    private final int generation;

    Deleter(String name, int index, Setting setting, int epoch, int generation) {
        super(name, index, setting);
        this.epoch = epoch;
        this.generation = generation;
    }

    @Override
    void moves(State now, Moves moves) {
        switch (get(now, STEP)) {
            case 0 -> see(now, moves);
            case 1 -> delete(now, moves);
            default -> {}
        }
    }

    private void see(State now, Moves moves) {
        int slot = setting().slot(epoch, generation);
        for (int region = 0; region < setting().regions(); region++) {
            boolean judged = (now.region(region, Shape.VERDICTS) >> slot & 1) == 1
                    && (now.region(region, Shape.CONDEMNED) >> slot & 1) == 1;
            if (!judged || setting().later(now, region, epoch)) {
                return;
            }
        }
        State next = moves.from(now);
        set(next, STEP, 1);
        set(next, OBJECTS, now.contents(0, slot, State.VERDICT_OBJECTS));
        set(next, OUTCOMES, now.contents(0, slot, State.VERDICT_OUTCOMES));
        moves.to(next, this, "finds a verdict effective", -1);
    }

    private void delete(State now, Moves moves) {
        int region = get(now, REGION);
        State next = moves.from(now);
        int outcomes = keeps(Rule.OUTCOMES_BY_VERDICT)
                ? get(now, OUTCOMES)
                : setting().named(now.region(region, Shape.RECORDS));
        next.remove(region, Shape.OBJECTS, get(now, OBJECTS));
        next.remove(region, Shape.COMMITS, outcomes);
        next.remove(region, Shape.OPENS, outcomes);
        if (region + 1 < setting().regions()) {
            set(next, REGION, region + 1);
        } else {
            clear(next, OBJECTS);
            set(next, STEP, 2);
        }
        moves.to(next, this, "deletes", region);
    }
}
