package dev.hikae.engine.model;

/** Catch-up of one region from another, once: statements, records, then outcome by outcome. */
@SuppressWarnings("EnumOrdinal") // A state is bytes, and never stored.
final class Replicator extends Actor {
    private static final int TODO = 1;
    private static final int PRESENT = 2;
    private static final int SHOWN = 3;
    private static final int KNOWN = 4;
    private static final int SESSION = 5;

    private enum Step {
        STATEMENTS,
        RECORDS,
        OUTCOMES,
        SHOWN,
        PRESENT,
        OBJECTS,
        OUTCOME,
        END
    }

    private static final Step[] STEPS = Step.values();

    private final int source;
    private final int target;

    Replicator(String name, int index, Setting setting, int source, int target) {
        super(name, index, setting);
        this.source = source;
        this.target = target;
    }

    @Override
    void moves(State now, Moves moves) {
        Step step = STEPS[get(now, STEP)];
        if (step == Step.END) {
            return;
        }
        State next = moves.from(now);
        switch (step) {
            case STATEMENTS -> statements(now, next, moves);
            case RECORDS -> {
                int records = now.region(source, Shape.RECORDS);
                if (keeps(Rule.REPLICA_RECORDS_FIRST)) {
                    next.add(target, Shape.RECORDS, records);
                    if (now.region(source, Shape.CLOSED) > 0) {
                        next.close(target, now.region(source, Shape.CLOSED), now.region(source, Shape.KEPT));
                    }
                    set(next, KNOWN, setting().givenUp(next, target));
                }
                goTo(next, Step.OUTCOMES);
                moves.to(next, this, "copies records", target);
            }
            case OUTCOMES -> {
                set(next, TODO, now.region(source, Shape.COMMITS) & ~get(now, KNOWN));
                goTo(next, Step.SHOWN);
                moves.to(next, this, "lists outcomes", source);
            }
            case SHOWN -> {
                int shown = now.region(target, Shape.COMMITS);
                set(next, TODO, get(now, TODO) & ~shown);
                set(next, SHOWN, shown | get(now, KNOWN));
                goTo(next, get(next, TODO) == 0 ? Step.END : Step.PRESENT);
                moves.to(next, this, "lists outcomes", target);
            }
            case PRESENT -> {
                set(next, PRESENT, now.region(target, Shape.OBJECTS));
                nextOutcome(now, next);
                moves.to(next, this, "lists objects", target);
            }
            case OBJECTS -> objects(now, next, moves);
            case OUTCOME -> outcome(now, next, moves);
            case END -> throw new IllegalStateException("at the end");
        }
    }

    /** Statements never go, so copying what is there now is copying what was read before, or more. */
    private void statements(State now, State next, Moves moves) {
        for (int epoch = 1; epoch < setting().epochs(); epoch++) {
            int home = now.statement(source, epoch);
            if (home >= 0 && now.statement(target, epoch) < 0) {
                next.state(target, epoch, home);
            }
        }
        goTo(next, setting().hasRecords() ? Step.RECORDS : Step.OUTCOMES);
        moves.to(next, this, "copies home/", target);
    }

    private void goTo(State next, Step step) {
        set(next, STEP, step.ordinal());
        if (step == Step.END) {
            clear(next, TODO);
        }
    }

    /** Any whose predecessors are shown; what is never ready is passed over. */
    private void nextOutcome(State now, State next) {
        int replacement = setting().replacement(get(next, TODO));
        if (replacement != 0) {
            set(next, SESSION, setting().repacker());
            goTo(next, keeps(Rule.REPLICA_REPLACEMENT_LAST) ? Step.OBJECTS : Step.OUTCOME);
            return;
        }
        for (int rest = get(next, TODO); rest != 0; rest &= rest - 1) {
            int session = keeps(Rule.REPLICA_PREDECESSORS_FIRST)
                    ? Integer.numberOfTrailingZeros(rest)
                    : 31 - Integer.numberOfLeadingZeros(rest);
            boolean ready = (now.previous(session) & ~get(next, SHOWN)) == 0;
            if (ready || !keeps(Rule.REPLICA_PREDECESSORS_FIRST)) {
                set(next, SESSION, session);
                goTo(next, keeps(Rule.REPLICA_OBJECTS_FIRST) ? Step.OBJECTS : Step.OUTCOME);
                return;
            }
        }
        goTo(next, Step.END);
    }

    private int session(State now) {
        return get(now, SESSION);
    }

    private void passOver(State now, State next) {
        set(next, TODO, get(now, TODO) & ~(1 << session(now)));
        nextOutcome(now, next);
    }

    private boolean objectsFirst(int session) {
        return keeps(session == setting().repacker() ? Rule.REPLICA_REPLACEMENT_LAST : Rule.REPLICA_OBJECTS_FIRST);
    }

    private void objects(State now, State next, Moves moves) {
        int session = session(now);
        int needed = session == setting().repacker()
                ? now.lists(session)
                : setting().needs(now, 1 << session, now.region(target, Shape.COMMITS));
        int lacking = needed & ~get(now, PRESENT);
        if ((lacking & ~now.region(source, Shape.OBJECTS)) != 0) {
            passOver(now, next);
            moves.to(next, this, "finds no copy of an object", source);
            return;
        }
        next.add(target, Shape.OBJECTS, lacking);
        addTo(next, PRESENT, lacking);
        if (objectsFirst(session)) {
            goTo(next, Step.OUTCOME);
        } else {
            passOver(now, next);
        }
        moves.to(next, this, "copies objects", target);
    }

    private void outcome(State now, State next, Moves moves) {
        int session = 1 << session(now);
        if ((now.region(target, Shape.ABORTS) & session) == 0) {
            next.add(target, Shape.COMMITS, session);
            addTo(next, SHOWN, session);
        }
        if (objectsFirst(session(now))) {
            passOver(now, next);
        } else {
            goTo(next, Step.OBJECTS);
        }
        moves.to(next, this, "copies the outcome of session " + session(now), target);
    }
}
