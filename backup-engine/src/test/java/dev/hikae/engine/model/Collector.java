package dev.hikae.engine.model;

import java.util.ArrayList;
import java.util.List;

/** A collector, steps 1 to 5, as many rounds as it is given. It goes on from whatever is stored. */
final class Collector extends Actor {
    /** The four lists of a generation. */
    static final int CONDEMNED_OBJECTS = 0;

    static final int CONDEMNED_OUTCOMES = 1;
    static final int VERDICT_OBJECTS = 2;
    static final int VERDICT_OUTCOMES = 3;

    private static final int EPOCH = 1;
    private static final int GENERATION = 2;
    private static final int HOME = 3;
    private static final int REGION = 4;
    private static final int RECORDS = 5;
    private static final int OBJECTS = 6;
    private static final int MARKED = 7;
    private static final int COUNTED = 8;
    private static final int UNDECIDED = 9;
    private static final int LEFT = 10;
    private static final int LISTS = 11;
    private static final int ROUND = 15;

    private enum Step {
        BEGIN,
        STATEMENT,
        PUT_STATEMENT,
        RECORDS,
        COPY_RECORDS,
        GENERATION,
        PACKS,
        SESSIONS,
        CONDEMN,
        COPY_CONDEMNED,
        AGAIN,
        FENCE,
        WINNER,
        VERDICT,
        COPY_VERDICT,
        EFFECT,
        DELETE,
        END
    }

    private static final Step[] STEPS = Step.values();

    private final int rounds;
    private final boolean patient;
    private final int newest;
    private final List<Step> program;

    /** One that is {@code patient} may leave sessions undecided; none begins a generation above {@code newest}. */
    Collector(String name, int index, Setting setting, int rounds, boolean patient, int newest) {
        super(name, index, setting);
        this.rounds = rounds;
        this.patient = patient;
        this.newest = newest;
        this.program = program();
    }

    private List<Step> program() {
        List<Step> steps = new ArrayList<>(List.of(Step.BEGIN));
        if (setting().epochs() > 1) {
            steps.add(Step.STATEMENT);
        }
        if (!setting().victims().isEmpty()) {
            steps.add(Step.RECORDS);
            steps.add(Step.COPY_RECORDS);
        }
        steps.add(Step.GENERATION);
        steps.add(keeps(Rule.PACKS_BEFORE_SESSIONS) ? Step.PACKS : Step.SESSIONS);
        steps.add(keeps(Rule.PACKS_BEFORE_SESSIONS) ? Step.SESSIONS : Step.PACKS);
        if (!keeps(Rule.SESSIONS_AGAIN)) {
            steps.add(Step.AGAIN);
        }
        steps.add(Step.CONDEMN);
        steps.add(Step.COPY_CONDEMNED);
        if (keeps(Rule.SESSIONS_AGAIN)) {
            steps.add(Step.AGAIN);
        }
        steps.add(Step.VERDICT);
        steps.add(Step.COPY_VERDICT);
        if (setting().epochs() > 1 && keeps(Rule.EPOCH_BEFORE_EFFECT)) {
            steps.add(Step.EFFECT);
        }
        steps.add(Step.DELETE);
        return List.copyOf(steps);
    }

    private int members(State state) {
        return setting().members(get(state, EPOCH));
    }

    private int slot(State state) {
        return setting().slot(get(state, EPOCH), get(state, GENERATION));
    }

    private void goTo(State next, Step step) {
        set(next, STEP, step.ordinal());
        set(next, REGION, Integer.numberOfTrailingZeros(members(next)));
    }

    /** To the step after this one in the program. */
    private void advance(State next, Step step) {
        int at = program.indexOf(step);
        if (at + 1 == program.size()) {
            endRound(next);
        } else {
            goTo(next, program.get(at + 1));
        }
    }

    private void endRound(State next) {
        int round = get(next, ROUND) + 1;
        clear(next, EPOCH);
        set(next, ROUND, round == rounds ? 0 : round);
        set(next, STEP, (round == rounds ? Step.END : Step.BEGIN).ordinal());
    }

    /** To the next region, or past the loop. */
    private void nextRegion(State next, Step step) {
        int rest = members(next) >> (get(next, REGION) + 1);
        if (rest == 0) {
            afterLoop(next, step);
        } else {
            set(next, REGION, get(next, REGION) + 1 + Integer.numberOfTrailingZeros(rest));
        }
    }

    private void afterLoop(State next, Step step) {
        if (step == Step.AGAIN) {
            set(next, UNDECIDED, 0);
        }
        advance(next, step);
    }

    /** Passes what would put nothing new: such a put changes nothing, now or later. */
    private void settle(State next) {
        while (true) {
            Step step = STEPS[get(next, STEP)];
            int region = get(next, REGION);
            boolean nothing =
                    switch (step) {
                        case COPY_RECORDS ->
                            !keeps(Rule.RECORDS_EVERYWHERE)
                                    || (get(next, RECORDS) & ~next.region(region, Shape.RECORDS)) == 0;
                        case COPY_CONDEMNED ->
                            !keeps(Rule.CONDEMNED_EVERYWHERE)
                                    || region == get(next, HOME)
                                    || has(next, region, Shape.CONDEMNED);
                        case COPY_VERDICT ->
                            !keeps(Rule.VERDICT_EVERYWHERE)
                                    || region == get(next, HOME)
                                    || has(next, region, Shape.VERDICTS);
                        default -> false;
                    };
            if (nothing) {
                nextRegion(next, step);
            } else if (decided(next, step)) {
                advance(next, step);
            } else {
                return;
            }
        }
    }

    /** Resuming a generation that has its verdict, the sessions are not listed again. */
    private boolean decided(State next, Step step) {
        return (step == Step.AGAIN || step == Step.VERDICT) && get(next, LEFT) == RESUMED;
    }

    private static final int PATIENCE = 1;
    private static final int RESUMED = 2;

    private boolean has(State state, int region, int field) {
        return (state.region(region, field) >> slot(state) & 1) == 1;
    }

    private void done(State next, Moves moves, String what, int region) {
        settle(next);
        moves.to(next, this, what, region);
    }

    @Override
    void moves(State now, Moves moves) {
        Step step = STEPS[get(now, STEP)];
        int region = get(now, REGION);
        switch (step) {
            case END -> {}
            case BEGIN -> begin(now, moves);
            case GENERATION, CONDEMN, VERDICT -> {
                atHome(step, now, moves, get(now, HOME));
            }
            case STATEMENT,
                    PUT_STATEMENT,
                    RECORDS,
                    COPY_RECORDS,
                    PACKS,
                    SESSIONS,
                    COPY_CONDEMNED,
                    AGAIN,
                    FENCE,
                    WINNER,
                    COPY_VERDICT,
                    EFFECT,
                    DELETE -> {
                inRegion(step, now, moves, region);
            }
        }
    }

    private void begin(State now, Moves moves) {
        for (int epoch = setting().epochs() - 1; epoch >= 0; epoch--) {
            int home = setting().home(now, epoch);
            if (home >= 0) {
                State next = moves.from(now);
                set(next, EPOCH, epoch);
                set(next, HOME, home);
                advance(next, Step.BEGIN);
                done(next, moves, "reads the epoch", home);
            }
        }
    }

    private void atHome(Step step, State now, Moves moves, int home) {
        switch (step) {
            case GENERATION -> generation(now, moves, home);
            case CONDEMN -> condemn(now, moves, home);
            case VERDICT -> verdict(now, moves, home);
            default -> throw new IllegalStateException("not at home: " + step);
        }
    }

    private void generation(State now, Moves moves, int home) {
        int last = setting().highest(now, home, get(now, EPOCH), Shape.CONDEMNED);
        int slot = last == 0 ? 0 : setting().slot(get(now, EPOCH), last);
        boolean judged = last == 0 || (now.region(home, Shape.VERDICTS) >> slot & 1) == 1;
        if ((judged || !keeps(Rule.VERDICT_BEFORE_NEXT)) && last < newest) {
            State next = moves.from(now);
            set(next, GENERATION, last + 1);
            advance(next, Step.GENERATION);
            done(next, moves, "lists gc/ and begins a generation", home);
        }
        if (last > 0) {
            State next = moves.from(now);
            set(next, GENERATION, last);
            set(next, RECORDS, 0);
            take(now, next, home, CONDEMNED_OBJECTS);
            if (judged) {
                take(now, next, home, VERDICT_OBJECTS);
                set(next, LEFT, RESUMED);
            }
            goTo(next, Step.COPY_CONDEMNED);
            done(next, moves, "lists gc/ and resumes a generation", home);
        }
    }

    /** Reads two lists of its generation. */
    private void take(State now, State next, int home, int first) {
        int slot = setting().slot(get(next, EPOCH), get(next, GENERATION));
        set(next, LISTS + first, now.contents(home, slot, first));
        set(next, LISTS + first + 1, now.contents(home, slot, first + 1));
    }

    /** Creates two lists of its generation. */
    private void put(State next, int region, int first, int field) {
        int slot = slot(next);
        next.add(region, field, 1 << slot);
        next.contents(region, slot, first, get(next, LISTS + first));
        next.contents(region, slot, first + 1, get(next, LISTS + first + 1));
    }

    private void condemn(State now, Moves moves, int home) {
        State next = moves.from(now);
        boolean first = !has(now, home, Shape.CONDEMNED);
        if (first || !keeps(Rule.CONDEMNED_OF_WINNER)) {
            set(next, LISTS + CONDEMNED_OBJECTS, get(now, OBJECTS) & ~get(now, MARKED));
            set(next, LISTS + CONDEMNED_OUTCOMES, get(now, COUNTED));
        } else {
            take(now, next, home, CONDEMNED_OBJECTS);
        }
        if (first) {
            put(next, home, CONDEMNED_OBJECTS, Shape.CONDEMNED);
        }
        set(next, RECORDS, 0);
        set(next, OBJECTS, 0);
        set(next, COUNTED, 0);
        if (keeps(Rule.SESSIONS_AGAIN)) {
            set(next, MARKED, 0);
        }
        advance(next, Step.CONDEMN);
        done(next, moves, first ? "creates condemned" : "finds condemned and reads it", home);
    }

    private void verdict(State now, Moves moves, int home) {
        State next = moves.from(now);
        boolean first = !has(now, home, Shape.VERDICTS);
        if (first || !keeps(Rule.VERDICT_OF_WINNER)) {
            boolean all = get(now, LEFT) == 0;
            set(next, LISTS + VERDICT_OBJECTS, all ? get(now, LISTS + CONDEMNED_OBJECTS) & ~get(now, MARKED) : 0);
            set(next, LISTS + VERDICT_OUTCOMES, all ? get(now, LISTS + CONDEMNED_OUTCOMES) : 0);
        } else {
            take(now, next, home, VERDICT_OBJECTS);
        }
        if (first) {
            put(next, home, VERDICT_OBJECTS, Shape.VERDICTS);
        }
        set(next, MARKED, 0);
        set(next, LEFT, 0);
        advance(next, Step.VERDICT);
        done(next, moves, first ? "creates the verdict" : "finds a verdict and reads it", home);
    }

    private void inRegion(Step step, State now, Moves moves, int region) {
        State next = moves.from(now);
        switch (step) {
            case STATEMENT -> {
                statement(now, next, region);
                done(next, moves, "lists home/", region);
            }
            case PUT_STATEMENT -> {
                next.state(region, get(now, EPOCH), get(now, HOME));
                set(next, STEP, Step.STATEMENT.ordinal());
                nextRegion(next, Step.STATEMENT);
                done(next, moves, "puts home/", region);
            }
            case RECORDS -> {
                addTo(next, RECORDS, now.region(region, Shape.RECORDS));
                nextRegion(next, step);
                done(next, moves, "lists forgotten/", region);
            }
            case COPY_RECORDS -> {
                next.add(region, Shape.RECORDS, get(now, RECORDS));
                nextRegion(next, step);
                done(next, moves, "copies records", region);
            }
            case PACKS -> {
                addTo(next, OBJECTS, now.region(region, Shape.OBJECTS));
                nextRegion(next, step);
                done(next, moves, "lists objects", region);
            }
            case SESSIONS -> {
                int commits = now.region(region, Shape.COMMITS);
                int forgotten = commits & setting().named(get(now, RECORDS));
                addTo(next, MARKED, now.listsOf(commits & ~forgotten));
                addTo(next, COUNTED, forgotten);
                nextRegion(next, step);
                done(next, moves, "lists sessions", region);
            }
            case COPY_CONDEMNED -> {
                put(next, region, CONDEMNED_OBJECTS, Shape.CONDEMNED);
                nextRegion(next, step);
                done(next, moves, "copies condemned", region);
            }
            case AGAIN -> again(now, next, moves, region);
            case FENCE -> fence(now, next, moves, region);
            case WINNER -> winner(now, next, moves, region);
            case COPY_VERDICT -> {
                put(next, region, VERDICT_OBJECTS, Shape.VERDICTS);
                nextRegion(next, step);
                done(next, moves, "copies the verdict", region);
            }
            case EFFECT -> {
                if (setting().later(now, region, get(now, EPOCH))) {
                    endRound(next);
                } else {
                    nextRegion(next, step);
                }
                done(next, moves, "lists home/ again", region);
            }
            case DELETE -> {
                next.remove(region, Shape.OBJECTS, get(now, LISTS + VERDICT_OBJECTS));
                next.remove(region, Shape.COMMITS, outcomesToDelete(now, region));
                nextRegion(next, step);
                done(next, moves, "deletes", region);
            }
            case BEGIN, GENERATION, CONDEMN, VERDICT, END -> throw new IllegalStateException("not here: " + step);
        }
    }

    private void statement(State now, State next, int region) {
        if (setting().later(now, region, get(now, EPOCH))) {
            endRound(next);
        } else if (now.statement(region, get(now, EPOCH)) < 0 && keeps(Rule.STATEMENT_BEFORE_SESSIONS)) {
            set(next, STEP, Step.PUT_STATEMENT.ordinal());
        } else {
            nextRegion(next, Step.STATEMENT);
        }
    }

    private int outcomesToDelete(State now, int region) {
        return keeps(Rule.OUTCOMES_BY_VERDICT)
                ? get(now, LISTS + VERDICT_OUTCOMES)
                : setting().named(now.region(region, Shape.RECORDS));
    }

    private int forgotten(State now, int region) {
        if (!keeps(Rule.SESSIONS_AGAIN)) {
            return setting().named(get(now, RECORDS));
        }
        return keeps(Rule.FORGOTTEN_IS_CONDEMNED)
                ? get(now, LISTS + CONDEMNED_OUTCOMES)
                : setting().named(now.region(region, Shape.RECORDS));
    }

    private void again(State now, State next, Moves moves, int region) {
        int commits = now.region(region, Shape.COMMITS);
        if (keeps(Rule.RESCUE)) {
            addTo(next, MARKED, now.listsOf(commits & ~forgotten(now, region)));
        }
        int undecided = undecided(now, region);
        if (undecided == 0) {
            nextRegion(next, Step.AGAIN);
            done(next, moves, "lists sessions again", region);
            return;
        }
        set(next, UNDECIDED, undecided);
        set(next, STEP, Step.FENCE.ordinal());
        done(next, moves, "lists sessions again", region);
        if (patient) {
            State left = moves.from(now);
            set(left, LEFT, PATIENCE);
            nextRegion(left, Step.AGAIN);
            done(left, moves, "lists sessions again and leaves one", region);
        }
    }

    private int undecided(State now, int region) {
        if (!keeps(Rule.FENCE) || !keeps(Rule.FENCE_EVERYWHERE) && region != get(now, HOME)) {
            return 0;
        }
        int rank = setting().rank(get(now, EPOCH), get(now, GENERATION));
        int open = now.region(region, Shape.OPENS)
                & ~now.region(region, Shape.COMMITS)
                & ~now.region(region, Shape.ABORTS);
        int before = 0;
        for (int rest = open; rest != 0; rest &= rest - 1) {
            int session = Integer.numberOfTrailingZeros(rest);
            before |= now.rank(session) < rank ? 1 << session : 0;
        }
        return before;
    }

    private void fence(State now, State next, Moves moves, int region) {
        int session = Integer.lowestOneBit(get(now, UNDECIDED));
        boolean there = ((now.region(region, Shape.COMMITS) | now.region(region, Shape.ABORTS)) & session) != 0;
        if (there && keeps(Rule.FENCE_READS_WINNER)) {
            set(next, STEP, Step.WINNER.ordinal());
            done(next, moves, "finds an outcome", region);
            return;
        }
        if (!there) {
            next.add(region, Shape.ABORTS, session);
        }
        fenced(next, session);
        done(next, moves, "creates ABORT", region);
    }

    private void fenced(State next, int session) {
        int rest = get(next, UNDECIDED) & ~session;
        set(next, UNDECIDED, rest);
        set(next, STEP, (rest == 0 ? Step.AGAIN : Step.FENCE).ordinal());
        if (rest == 0) {
            nextRegion(next, Step.AGAIN);
        }
    }

    private void winner(State now, State next, Moves moves, int region) {
        int session = Integer.lowestOneBit(get(now, UNDECIDED));
        if ((now.region(region, Shape.COMMITS) & session) != 0) {
            addTo(next, MARKED, now.listsOf(session & ~forgotten(now, region)));
            fenced(next, session);
        } else if ((now.region(region, Shape.ABORTS) & session) != 0) {
            fenced(next, session);
        } else {
            set(next, STEP, Step.FENCE.ordinal());
        }
        done(next, moves, "reads the outcome", region);
    }
}
