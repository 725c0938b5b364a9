package dev.hikae.engine.model;

import java.util.ArrayList;
import java.util.List;

/** One session of a writer, from its first look at {@code home/} to the copies of its outcome. */
final class Writer extends Actor {
    /** What the caller was told: 0 nothing yet, 1 success, 2 failure. */
    static final int TOLD = 1;

    private static final int EPOCH = 2;
    private static final int GENERATION = 3;
    private static final int HOME = 4;
    private static final int REUSED = 5;
    private static final int PREVIOUS = 6;
    private static final int REGION = 7;
    private static final int HOLDERS = 8;
    private static final int HIDDEN = 9;
    private static final int SEEN = 10;

    private enum Step {
        BEGIN,
        GENERATION,
        OPEN,
        HOME,
        GENERATIONS,
        RECORDS,
        OUTCOMES,
        PRESENT,
        UPLOAD,
        HOLDERS,
        LOOK,
        COMMIT,
        WINNER,
        SHOW,
        WITHDRAW,
        END
    }

    private final int session;
    private final int made;
    private final boolean parent;
    private final int checkpoint;
    private final List<Step> program;

    /**
     * A writer that stores {@code made} and reuses all that visible outcomes list, if it has a {@code parent}, and what
     * its checkpoint lists.
     */
    Writer(String name, int index, Setting setting, int session, int made, boolean parent, int checkpoint) {
        super(name, index, setting);
        this.session = session;
        this.made = made;
        this.parent = parent;
        this.checkpoint = checkpoint;
        this.program = program();
    }

    int session() {
        return session;
    }

    private List<Step> program() {
        List<Step> steps = new ArrayList<>(List.of(Step.BEGIN));
        List<Step> after = new ArrayList<>();
        if (parent && setting().hasRecords()) {
            boolean soon =
                    !keeps(Rule.WRITER_READS_RECORDS_AFTER_OPEN) || !keeps(Rule.WRITER_READS_RECORDS_AFTER_GENERATION);
            (soon ? steps : after).add(Step.RECORDS);
        }
        if (parent) {
            (keeps(Rule.WRITER_READS_OUTCOMES_AFTER_OPEN) ? after : steps).add(Step.OUTCOMES);
        }
        if (!keeps(Rule.WRITER_READS_RECORDS_AFTER_GENERATION) || !keeps(Rule.WRITER_READS_OUTCOMES_AFTER_OPEN)) {
            steps.add(Step.GENERATION);
        }
        steps.add(Step.OPEN);
        if (setting().epochs() > 1 && keeps(Rule.WRITER_LISTS_HOME_AGAIN)) {
            steps.add(Step.HOME);
        }
        steps.add(Step.GENERATIONS);
        steps.addAll(after);
        if (keeps(Rule.WRITER_ASKS_HOME_FOR_OBJECTS)) {
            steps.add(Step.PRESENT);
        }
        steps.add(Step.UPLOAD);
        if (keeps(Rule.COMMIT_NEEDS_HOLDERS)) {
            steps.add(Step.HOLDERS);
        }
        if (!keeps(Rule.OUTCOME_IS_CREATED_ONCE)) {
            steps.add(Step.LOOK);
        }
        steps.addAll(List.of(Step.COMMIT, Step.WINNER, Step.SHOW, Step.WITHDRAW, Step.END));
        return List.copyOf(steps);
    }

    private void goTo(State next, Step step) {
        set(next, STEP, program.indexOf(step));
        set(next, REGION, 0);
        if (step == Step.WITHDRAW) {
            clear(next, REUSED);
        } else if (step == Step.END) {
            clear(next, EPOCH);
        }
    }

    private void advance(State next) {
        goTo(next, program.get(get(next, STEP) + 1));
        Step step = program.get(get(next, STEP));
        if (step == Step.PRESENT || step == Step.UPLOAD) {
            choose(next);
        }
    }

    /** Whether it copies what lives of an object and commits a replacement; its predecessors are what that covers. */
    private boolean repacks() {
        return session == setting().repacker();
    }

    /** What to reuse, once everything is read. */
    private void choose(State next) {
        int seen = get(next, SEEN);
        if (keeps(Rule.WRITER_AVOIDS_FORGOTTEN)) {
            seen &= ~get(next, HIDDEN);
        }
        if (!repacks()) {
            addTo(
                    next,
                    REUSED,
                    keeps(Rule.WRITER_READS_THROUGH)
                            ? setting().needs(next, seen, seen)
                            : next.listsOf(seen & ~setting().replacement(seen)));
        }
        addTo(next, PREVIOUS, seen & ~setting().replacement(seen));
        clear(next, HIDDEN);
    }

    @Override
    void moves(State now, Moves moves) {
        Step step = program.get(get(now, STEP));
        switch (step) {
            case BEGIN -> begin(now, moves);
            case UPLOAD -> upload(now, moves);
            case HOLDERS -> holders(now, moves);
            case SHOW -> show(now, moves);
            case END -> {}
            case GENERATION, OPEN, HOME, GENERATIONS, RECORDS, OUTCOMES, PRESENT, LOOK, COMMIT, WINNER, WITHDRAW -> {
                atHome(step, now, moves);
            }
        }
    }

    /** Statements never go, so what several reads show one after the other is what one read may show at the last. */
    private void begin(State now, Moves moves) {
        for (int epoch = setting().epochs() - 1; epoch >= 0; epoch--) {
            for (int home = 0; home < setting().regions(); home++) {
                if (setting().counts(now, epoch, home)) {
                    State next = moves.from(now);
                    set(next, EPOCH, epoch);
                    set(next, HOME, home);
                    set(next, GENERATION, setting().newest(now, home, epoch));
                    advance(next);
                    moves.to(next, this, "reads the epoch, lists gc/", home);
                }
            }
        }
    }

    private void atHome(Step step, State now, Moves moves) {
        int home = get(now, HOME);
        switch (step) {
            case GENERATION -> {
                State next = moves.from(now);
                set(next, GENERATION, setting().newest(now, home, get(now, EPOCH)));
                advance(next);
                moves.to(next, this, "lists gc/", home);
            }
            case OPEN -> {
                State next = moves.from(now);
                next.add(home, Shape.OPENS, 1 << session);
                next.rank(session, setting().rank(get(now, EPOCH), get(now, GENERATION)));
                advance(next);
                moves.to(next, this, "puts open", home);
            }
            case HOME -> {
                State next = moves.from(now);
                if (setting().later(now, home, get(now, EPOCH))) {
                    goTo(next, Step.WITHDRAW);
                } else {
                    advance(next);
                }
                moves.to(next, this, "lists home/", home);
            }
            case GENERATIONS -> generations(now, moves, home);
            case RECORDS -> {
                State next = moves.from(now);
                set(next, HIDDEN, setting().givenUp(now, home));
                advance(next);
                moves.to(next, this, "lists forgotten/", home);
            }
            case OUTCOMES -> {
                State next = moves.from(now);
                set(next, SEEN, now.region(home, Shape.COMMITS));
                advance(next);
                moves.to(next, this, "lists outcomes", home);
            }
            case PRESENT -> {
                State next = moves.from(now);
                set(next, REUSED, get(now, REUSED) & now.region(home, Shape.OBJECTS));
                if (repacks() && (now.region(home, Shape.OBJECTS) & setting().repacked()) == 0) {
                    goTo(next, Step.WITHDRAW);
                } else {
                    advance(next);
                }
                moves.to(next, this, "lists objects", home);
            }
            case LOOK -> {
                State next = moves.from(now);
                goTo(next, decided(now, home) ? Step.WINNER : Step.COMMIT);
                moves.to(next, this, "looks for an outcome", home);
            }
            case COMMIT -> commit(now, moves, home);
            case WINNER -> {
                State next = moves.from(now);
                boolean own = (now.region(home, Shape.COMMITS) >> session & 1) == 1;
                set(next, TOLD, own ? 1 : 2);
                if (own) {
                    toShow(next, 0);
                } else {
                    goTo(next, Step.END);
                }
                moves.to(next, this, "reads the outcome", home);
            }
            case WITHDRAW -> {
                State next = moves.from(now);
                next.remove(home, Shape.OPENS, 1 << session);
                goTo(next, Step.END);
                moves.to(next, this, "takes its open back", home);
            }
            case BEGIN, UPLOAD, HOLDERS, SHOW, END -> throw new IllegalStateException("not at home: " + step);
        }
    }

    private void generations(State now, Moves moves, int home) {
        State next = moves.from(now);
        boolean newer = setting().newest(now, home, get(now, EPOCH)) > get(now, GENERATION);
        if (newer && keeps(Rule.WRITER_LISTS_GENERATIONS_AGAIN)) {
            goTo(next, Step.WITHDRAW);
        } else {
            addTo(next, REUSED, checkpoint & ~condemned(now, home));
            set(next, GENERATION, 0);
            advance(next);
        }
        moves.to(next, this, "lists gc/", home);
    }

    private int condemned(State now, int region) {
        int objects = 0;
        for (int slot = 0; slot < setting().slots(); slot++) {
            if (keeps(Rule.CHECKPOINT_AVOIDS_CONDEMNED)) {
                objects |= now.contents(region, slot, State.CONDEMNED_OBJECTS);
            }
            if (keeps(Rule.CHECKPOINT_AVOIDS_VERDICTS)) {
                objects |= now.contents(region, slot, State.VERDICT_OBJECTS);
            }
        }
        return objects;
    }

    private void upload(State now, Moves moves) {
        int region = get(now, REGION);
        State next = moves.from(now);
        next.add(region, Shape.OBJECTS, made);
        uploaded(next, region);
        moves.to(next, this, "puts objects", region);
        if (setting().lossy()) {
            State failed = moves.from(now);
            uploaded(failed, region);
            moves.to(failed, this, "fails to put objects", region);
        }
    }

    private void uploaded(State next, int region) {
        if (region + 1 < setting().regions()) {
            set(next, REGION, region + 1);
            return;
        }
        advance(next);
        if (!keeps(Rule.COMMIT_NEEDS_HOLDERS)) {
            set(next, HOLDERS, (1 << setting().regions()) - 1);
        }
    }

    private void holders(State now, Moves moves) {
        int region = get(now, REGION);
        State next = moves.from(now);
        if (holds(now, region)) {
            addTo(next, HOLDERS, 1 << region);
        }
        if (region + 1 < setting().regions()) {
            set(next, REGION, region + 1);
        } else if ((get(next, HOLDERS) >> get(now, HOME) & 1) == 1
                && Integer.bitCount(get(next, HOLDERS)) >= setting().quorum()) {
            advance(next);
        } else {
            set(next, TOLD, 2);
            goTo(next, Step.WITHDRAW);
        }
        moves.to(next, this, "asks for all objects and predecessors", region);
    }

    private boolean holds(State now, int region) {
        int lists = made | get(now, REUSED);
        int shown = now.region(region, Shape.COMMITS) | setting().givenUp(now, region);
        return (lists & ~now.region(region, Shape.OBJECTS)) == 0 && (repacks() || (get(now, PREVIOUS) & ~shown) == 0);
    }

    private boolean decided(State now, int home) {
        return ((now.region(home, Shape.COMMITS) | now.region(home, Shape.ABORTS)) >> session & 1) == 1;
    }

    private void commit(State now, Moves moves, int home) {
        if (decided(now, home) && keeps(Rule.OUTCOME_IS_CREATED_ONCE)) {
            State next = moves.from(now);
            if (keeps(Rule.WRITER_READS_WINNER)) {
                goTo(next, Step.WINNER);
            } else {
                set(next, TOLD, 1);
                toShow(next, 0);
            }
            moves.to(next, this, "finds that an outcome is there", home);
            return;
        }
        State next = committed(now, moves, home);
        set(next, TOLD, 1);
        toShow(next, 0);
        moves.to(next, this, "creates COMMIT", home);
        if (setting().lossy()) {
            moves.to(committed(now, moves, home), this, "creates COMMIT and gets no answer", home);
        }
        if (!keeps(Rule.NO_WITHDRAWAL_AFTER_COMMIT) && (now.region(home, Shape.OPENS) >> session & 1) == 1) {
            State withdrawn = moves.from(now);
            withdrawn.remove(home, Shape.OPENS, 1 << session);
            moves.to(withdrawn, this, "takes its open back while its COMMIT is under way", home);
        }
    }

    private State committed(State now, Moves moves, int home) {
        State next = moves.from(now);
        next.remove(home, Shape.ABORTS, 1 << session);
        next.add(home, Shape.COMMITS, 1 << session);
        next.outcome(session, made | get(now, REUSED), get(now, PREVIOUS));
        next.fact(State.EVER_COMMITTED, now.fact(State.EVER_COMMITTED) | 1 << session);
        return next;
    }

    /** To the next region that shall show the outcome; those that do not hold everything are left to catch-up. */
    private void toShow(State next, int from) {
        int holders = keeps(Rule.OUTCOME_AFTER_OBJECTS)
                ? get(next, HOLDERS)
                : (1 << setting().regions()) - 1;
        int rest = (holders & ~(1 << get(next, HOME))) >> from;
        if (rest == 0) {
            goTo(next, Step.END);
        } else {
            set(next, STEP, program.indexOf(Step.SHOW));
            set(next, REGION, from + Integer.numberOfTrailingZeros(rest));
            set(next, REUSED, 0);
            set(next, PREVIOUS, 0);
        }
    }

    private void show(State now, Moves moves) {
        int region = get(now, REGION);
        State next = moves.from(now);
        next.add(region, Shape.COMMITS, 1 << session);
        toShow(next, region + 1);
        moves.to(next, this, "copies its outcome", region);
    }
}
