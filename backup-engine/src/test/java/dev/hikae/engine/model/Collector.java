package dev.hikae.engine.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A collector, steps 1 to 5, as many rounds as it is given. It goes on from whatever is stored. */
@SuppressWarnings("EnumOrdinal") // A state is bytes, and never stored.
final class Collector extends Actor {
    private static final int EPOCH = 1;
    private static final int GENERATION = 2;
    private static final int HOME = 3;
    private static final int REGION = 4;
    private static final int RECORDS = 5;
    private static final int OBJECTS = 6;
    private static final int MARKED = 7;
    private static final int COUNTED = 8;
    private static final int UNDECIDED = 9;
    private static final int EMPTY = 10;
    private static final int LISTS = 11;
    private static final int ROUND = 15;

    /** What a record that is found says, or one that is to be put; in places that are needed later for something else. */
    private static final int CLOSED = COUNTED;

    private static final int KEPT = MARKED;
    /** In a list of outcomes: the replacement is among those by which old packs may go. No session has that number. */
    private static final int SETTLED = 1 << 7;
    /** While sessions are listed, where the lists are later: what commits there are, and whether some region lacks the replacement. */
    private static final int COMMITS = LISTS + State.CONDEMNED_OBJECTS;

    private static final int LACKED = LISTS + State.CONDEMNED_OUTCOMES;
    /** The same once more, where the verdict will be. */
    private static final int COMMITS_AGAIN = LISTS + State.VERDICT_OBJECTS;

    private enum Step {
        BEGIN,
        STATEMENT,
        PUT_STATEMENT,
        RECORDS,
        COPY_RECORDS,
        EARLIER,
        FENCE_EARLIER,
        KEEP,
        CLOSE,
        PACKS,
        SESSIONS,
        GENERATION,
        CONDEMN,
        DECIDED,
        COPY_CONDEMNED,
        AGAIN,
        FENCE,
        ONCE_MORE,
        VERDICT,
        COPY_VERDICT,
        EFFECT,
        DELETE,
        TIDY,
        END
    }

    private static final Step[] STEPS = Step.values();
    private static final Set<Step> CLOSING = Set.of(Step.EARLIER, Step.FENCE_EARLIER, Step.KEEP, Step.CLOSE);

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
        if (setting().hasRecords()) {
            steps.add(Step.RECORDS);
            if (keeps(Rule.RECORDS_EVERYWHERE)) {
                steps.add(Step.COPY_RECORDS);
            }
        }
        if (setting().leavesOut(setting().epochs() - 1) && keeps(Rule.EARLIER_EPOCHS_ARE_CLOSED)) {
            if (keeps(Rule.CLOSED_WHEN_DECIDED)) {
                steps.add(Step.EARLIER);
            }
            steps.addAll(List.of(Step.KEEP, Step.CLOSE));
        }
        steps.add(keeps(Rule.PACKS_BEFORE_SESSIONS) ? Step.PACKS : Step.SESSIONS);
        steps.add(keeps(Rule.PACKS_BEFORE_SESSIONS) ? Step.SESSIONS : Step.PACKS);
        steps.add(Step.GENERATION);
        if (!keeps(Rule.SESSIONS_AGAIN)) {
            addSettling(steps);
        }
        steps.add(Step.CONDEMN);
        steps.add(Step.DECIDED);
        if (keeps(Rule.CONDEMNED_EVERYWHERE)) {
            steps.add(Step.COPY_CONDEMNED);
        }
        if (keeps(Rule.SESSIONS_AGAIN)) {
            addSettling(steps);
        }
        steps.add(Step.VERDICT);
        if (keeps(Rule.VERDICT_EVERYWHERE)) {
            steps.add(Step.COPY_VERDICT);
        }
        if (setting().epochs() > 1 && keeps(Rule.EPOCH_BEFORE_EFFECT)) {
            steps.add(Step.EFFECT);
        }
        steps.add(Step.DELETE);
        return List.copyOf(steps);
    }

    private void addSettling(List<Step> steps) {
        if (keeps(Rule.RESCUE) && !keeps(Rule.RESCUE_AFTER_FENCE)) {
            steps.add(Step.ONCE_MORE);
        }
        if (keeps(Rule.FENCE)) {
            steps.add(Step.AGAIN);
        }
        if (keeps(Rule.RESCUE) && keeps(Rule.RESCUE_AFTER_FENCE)) {
            steps.add(Step.ONCE_MORE);
        }
    }

    private int members(State state) {
        return setting().members(get(state, EPOCH));
    }

    private int slot(State state) {
        return setting().slot(get(state, EPOCH), get(state, GENERATION));
    }

    private int rank(State state) {
        return setting().rank(get(state, EPOCH), get(state, GENERATION));
    }

    private void goTo(State next, Step step) {
        set(next, STEP, step.ordinal());
        set(next, REGION, Integer.numberOfTrailingZeros(members(next)));
    }

    /** To the step after this one in the program. */
    private void advance(State next, Step step) {
        int at = program.indexOf(step) + 1;
        if (at == program.size()) {
            endRound(next);
            return;
        }
        boolean close = setting().leavesOut(get(next, EPOCH)) && get(next, CLOSED) == 0;
        while (!close && CLOSING.contains(program.get(at))) {
            at++;
        }
        goTo(next, program.get(at));
        if (program.get(at) == program.get(firstListing())) {
            set(next, CLOSED, 0);
            set(next, KEPT, 0);
        }
    }

    /** Of step 2: what records say is remembered up to here. */
    private int firstListing() {
        return Math.min(program.indexOf(Step.PACKS), program.indexOf(Step.SESSIONS));
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
            advance(next, step);
        } else {
            set(next, STEP, step.ordinal());
            set(next, REGION, get(next, REGION) + 1 + Integer.numberOfTrailingZeros(rest));
        }
    }

    /** Passes what would put nothing new: such a put changes nothing, now or later. */
    private void settle(State next) {
        while (putsNothing(next)) {
            nextRegion(next, STEPS[get(next, STEP)]);
        }
    }

    private boolean putsNothing(State next) {
        int region = get(next, REGION);
        return switch (STEPS[get(next, STEP)]) {
            case COPY_RECORDS ->
                (get(next, RECORDS) & ~next.region(region, Shape.RECORDS)) == 0
                        && (get(next, CLOSED) == 0 || next.region(region, Shape.CLOSED) > 0);
            case COPY_CONDEMNED -> region == get(next, HOME);
            case COPY_VERDICT -> region == get(next, HOME) || has(next, region, Shape.VERDICTS);
            default -> false;
        };
    }

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
        switch (step) {
            case END -> {}
            case BEGIN -> begin(now, moves);
            case GENERATION, CONDEMN, DECIDED, VERDICT -> atHome(step, now, moves, get(now, HOME));
            case STATEMENT,
                    PUT_STATEMENT,
                    RECORDS,
                    COPY_RECORDS,
                    EARLIER,
                    FENCE_EARLIER,
                    KEEP,
                    CLOSE,
                    PACKS,
                    SESSIONS,
                    COPY_CONDEMNED,
                    AGAIN,
                    FENCE,
                    ONCE_MORE,
                    COPY_VERDICT,
                    EFFECT,
                    DELETE,
                    TIDY -> inRegion(step, now, moves, get(now, REGION));
        }
    }

    private void begin(State now, Moves moves) {
        for (int epoch = setting().epochs() - 1; epoch >= 0; epoch--) {
            for (int home = 0; home < setting().regions(); home++) {
                if (setting().counts(now, epoch, home)) {
                    State next = moves.from(now);
                    set(next, EPOCH, epoch);
                    set(next, HOME, home);
                    advance(next, Step.BEGIN);
                    done(next, moves, "reads the epoch", home);
                }
            }
        }
    }

    private void atHome(Step step, State now, Moves moves, int home) {
        State next = moves.from(now);
        switch (step) {
            case GENERATION -> generation(now, next, moves, home);
            case CONDEMN -> condemn(now, next, moves, home);
            case DECIDED -> {
                if (has(now, home, Shape.VERDICTS) && keeps(Rule.NO_SECOND_VERDICT)) {
                    endRound(next);
                } else {
                    advance(next, Step.DECIDED);
                }
                done(next, moves, "looks for a verdict", home);
            }
            case VERDICT -> verdict(now, next, moves, home);
            default -> throw new IllegalStateException("not at home: " + step);
        }
    }

    /** The newest that has no verdict is resumed, and what was listed is of no use; otherwise the next begins. */
    private void generation(State now, State next, Moves moves, int home) {
        int last = setting().newest(now, home, get(now, EPOCH));
        int slot = last == 0 ? 0 : setting().slot(get(now, EPOCH), last);
        boolean judged = last == 0 || (now.region(home, Shape.VERDICTS) >> slot & 1) == 1;
        int number = judged || !keeps(Rule.VERDICT_BEFORE_NEXT) ? last + 1 : last;
        if (number > newest) {
            endRound(next);
        } else {
            set(next, GENERATION, number);
            int marked = setting().repacker() < 0 ? get(now, MARKED) : marked(now);
            set(next, LISTS + State.CONDEMNED_OBJECTS, get(now, OBJECTS) & ~marked);
            set(next, LISTS + State.CONDEMNED_OUTCOMES, setting().repacker() < 0 ? get(now, COUNTED) : counted(now));
            for (int field = RECORDS; field <= COUNTED; field++) {
                set(next, field, 0);
            }
            advance(next, Step.GENERATION);
        }
        done(next, moves, "lists gc/", home);
    }

    /** Given-up outcomes, whether the replacement lets old packs go, and whether it goes itself. */
    private int counted(State now) {
        int commits = get(now, COMMITS);
        int given = setting().named(get(now, RECORDS));
        int replacement = setting().replacement(commits);
        int counted = commits & given & ~replacement;
        if (replacement == 0) {
            return counted;
        }
        int covered = now.previous(setting().repacker());
        boolean dead = keeps(Rule.REPLACEMENT_LIVES) ? (covered & ~given) == 0 : covered == 0 || (covered & given) != 0;
        boolean settled = get(now, LACKED) == 0 || !keeps(Rule.REPLACEMENT_EVERYWHERE);
        return counted | (dead ? replacement : 0) | (settled ? SETTLED : 0);
    }

    private int marked(State now) {
        int commits = get(now, COMMITS);
        int live = commits & ~setting().named(get(now, RECORDS));
        return needs(now, live, setting().replacement(commits) != 0, (counted(now) & SETTLED) != 0);
    }

    /** Of what was condemned, what is needed after all. */
    private int rescued(State now) {
        int commits = get(now, COMMITS_AGAIN);
        int condemned = get(now, LISTS + State.CONDEMNED_OUTCOMES);
        boolean found = setting().replacement(commits) != 0;
        boolean settled = keeps(Rule.REPLACEMENT_IS_CONDEMNED) ? (condemned & SETTLED) != 0 : found;
        boolean adds = keeps(Rule.REPLACEMENT_RESCUES) ? found : (condemned & SETTLED) != 0;
        return needs(now, commits & ~condemned, adds, settled);
    }

    private int needs(State now, int sessions, boolean adds, boolean drops) {
        int covered = now.previous(setting().repacker());
        return setting().needs(now, sessions, adds, drops, keeps(Rule.REPLACEMENT_COVERS) ? covered : 255);
    }

    /** Reads two lists of its generation. */
    private void take(State now, State next, int home, int first) {
        set(next, LISTS + first, now.contents(home, slot(now), first));
        set(next, LISTS + first + 1, now.contents(home, slot(now), first + 1));
    }

    /** Creates two lists of its generation if absent. */
    private void put(State next, int region, int first, int field) {
        if (has(next, region, field)) {
            return;
        }
        int slot = slot(next);
        next.add(region, field, 1 << slot);
        next.contents(region, slot, first, get(next, LISTS + first));
        next.contents(region, slot, first + 1, get(next, LISTS + first + 1));
    }

    private void condemn(State now, State next, Moves moves, int home) {
        boolean first = !has(now, home, Shape.CONDEMNED);
        if (first) {
            put(next, home, State.CONDEMNED_OBJECTS, Shape.CONDEMNED);
        } else if (keeps(Rule.CONDEMNED_OF_WINNER)) {
            take(now, next, home, State.CONDEMNED_OBJECTS);
        }
        advance(next, Step.CONDEMN);
        done(next, moves, first ? "creates condemned" : "finds condemned and reads it", home);
    }

    private void verdict(State now, State next, Moves moves, int home) {
        boolean first = !has(now, home, Shape.VERDICTS);
        if (first || !keeps(Rule.VERDICT_OF_WINNER)) {
            boolean all = get(now, EMPTY) == 0;
            int rescued = setting().repacker() < 0 ? get(now, MARKED) : rescued(now);
            int objects = get(now, LISTS + State.CONDEMNED_OBJECTS) & ~rescued;
            int outcomes = get(now, LISTS + State.CONDEMNED_OUTCOMES) & ~SETTLED;
            set(next, LISTS + State.VERDICT_OBJECTS, all ? objects : 0);
            set(next, LISTS + State.VERDICT_OUTCOMES, all ? outcomes : 0);
        } else {
            take(now, next, home, State.VERDICT_OBJECTS);
        }
        if (first) {
            put(next, home, State.VERDICT_OBJECTS, Shape.VERDICTS);
        }
        set(next, MARKED, 0);
        set(next, EMPTY, 0);
        set(next, LISTS + State.CONDEMNED_OBJECTS, 0);
        set(next, LISTS + State.CONDEMNED_OUTCOMES, 0);
        advance(next, Step.VERDICT);
        done(next, moves, first ? "creates the verdict" : "finds a verdict and reads it", home);
    }

    private void inRegion(Step step, State now, Moves moves, int region) {
        if (step == Step.AGAIN) {
            again(now, moves, region, Step.FENCE);
            return;
        }
        if (step == Step.EARLIER) {
            again(now, moves, region, Step.FENCE_EARLIER);
            return;
        }
        State next = moves.from(now);
        String what =
                switch (step) {
                    case STATEMENT -> statement(now, next, region);
                    case PUT_STATEMENT -> {
                        next.state(region, get(now, EPOCH), get(now, HOME));
                        nextRegion(next, Step.STATEMENT);
                        yield "puts home/";
                    }
                    case RECORDS -> {
                        addTo(next, RECORDS, now.region(region, Shape.RECORDS));
                        if (now.region(region, Shape.CLOSED) > 0) {
                            int kept = get(now, CLOSED) > 0 ? get(now, KEPT) : 255;
                            set(next, CLOSED, now.region(region, Shape.CLOSED));
                            set(next, KEPT, now.region(region, Shape.KEPT) & kept);
                        }
                        nextRegion(next, step);
                        yield "lists forgotten/";
                    }
                    case COPY_RECORDS -> {
                        next.add(region, Shape.RECORDS, get(now, RECORDS));
                        if (get(now, CLOSED) > 0 && keeps(Rule.CLOSED_EVERYWHERE)) {
                            next.close(region, get(now, CLOSED), get(now, KEPT));
                        }
                        nextRegion(next, step);
                        yield "copies records";
                    }
                    case FENCE_EARLIER -> fence(now, next, region, Step.EARLIER);
                    case KEEP -> {
                        addTo(next, KEPT, now.region(region, Shape.COMMITS));
                        nextRegion(next, step);
                        yield "lists what to keep";
                    }
                    case CLOSE -> {
                        next.close(region, get(now, EPOCH), get(now, KEPT));
                        if (keeps(Rule.CLOSED_EVERYWHERE)) {
                            nextRegion(next, step);
                        } else {
                            advance(next, step);
                        }
                        yield "closes the earlier epochs";
                    }
                    case PACKS -> {
                        addTo(next, OBJECTS, now.region(region, Shape.OBJECTS));
                        nextRegion(next, step);
                        yield "lists objects";
                    }
                    case SESSIONS -> {
                        if (setting().repacker() >= 0) {
                            int there = now.region(region, Shape.COMMITS);
                            addTo(next, COMMITS, there);
                            addTo(next, LACKED, setting().replacement(there) == 0 ? 1 : 0);
                            nextRegion(next, step);
                            yield "lists sessions";
                        }
                        int commits = now.region(region, Shape.COMMITS);
                        int forgotten = commits
                                & (setting().named(get(now, RECORDS))
                                        | setting().closed(now, region));
                        addTo(next, MARKED, now.listsOf(commits & ~forgotten));
                        addTo(next, COUNTED, forgotten);
                        nextRegion(next, step);
                        yield "lists sessions";
                    }
                    case COPY_CONDEMNED -> {
                        put(next, region, State.CONDEMNED_OBJECTS, Shape.CONDEMNED);
                        nextRegion(next, step);
                        yield "copies condemned";
                    }
                    case FENCE -> fence(now, next, region, Step.AGAIN);
                    case ONCE_MORE -> {
                        if (setting().repacker() >= 0) {
                            addTo(next, COMMITS_AGAIN, now.region(region, Shape.COMMITS));
                            nextRegion(next, step);
                            yield "lists sessions once more";
                        }
                        int rescuing = now.region(region, Shape.COMMITS) & ~forgotten(now, region);
                        int condemned = get(now, LISTS + State.CONDEMNED_OBJECTS);
                        addTo(next, MARKED, now.listsOf(rescuing) & (keeps(Rule.SESSIONS_AGAIN) ? condemned : 255));
                        nextRegion(next, step);
                        yield "lists sessions once more";
                    }
                    case COPY_VERDICT -> {
                        put(next, region, State.VERDICT_OBJECTS, Shape.VERDICTS);
                        nextRegion(next, step);
                        yield "copies the verdict";
                    }
                    case EFFECT -> {
                        if (setting().later(now, region, get(now, EPOCH))) {
                            endRound(next);
                        } else {
                            nextRegion(next, step);
                        }
                        yield "lists home/ again";
                    }
                    case DELETE -> {
                        int outcomes = outcomesToDelete(now, region);
                        next.remove(region, Shape.OBJECTS, get(now, LISTS + State.VERDICT_OBJECTS));
                        next.remove(region, Shape.COMMITS, outcomes);
                        next.remove(region, Shape.OPENS, outcomes);
                        set(next, STEP, Step.TIDY.ordinal());
                        yield "deletes";
                    }
                    case TIDY -> {
                        tidy(next, region);
                        nextRegion(next, Step.DELETE);
                        yield "deletes condemned";
                    }
                    case BEGIN, GENERATION, CONDEMN, DECIDED, VERDICT, AGAIN, EARLIER, END ->
                        throw new IllegalStateException("not here: " + step);
                };
        done(next, moves, what, region);
    }

    private String statement(State now, State next, int region) {
        if (setting().later(now, region, get(now, EPOCH))) {
            endRound(next);
        } else if (now.statement(region, get(now, EPOCH)) < 0 && keeps(Rule.STATEMENT_BEFORE_SESSIONS)) {
            set(next, STEP, Step.PUT_STATEMENT.ordinal());
        } else {
            nextRegion(next, Step.STATEMENT);
        }
        return "lists home/";
    }

    private int outcomesToDelete(State now, int region) {
        return keeps(Rule.OUTCOMES_BY_VERDICT)
                ? get(now, LISTS + State.VERDICT_OUTCOMES)
                : setting().named(now.region(region, Shape.RECORDS));
    }

    private int forgotten(State now, int region) {
        return keeps(Rule.FORGOTTEN_IS_CONDEMNED)
                ? get(now, LISTS + State.CONDEMNED_OUTCOMES)
                : setting().named(now.region(region, Shape.RECORDS));
    }

    /** Before the generation is known these are the sessions of earlier epochs. */
    private void again(State now, Moves moves, int region, Step fence) {
        Step step = STEPS[get(now, STEP)];
        int undecided = undecided(now, region);
        State next = moves.from(now);
        if (undecided == 0) {
            nextRegion(next, step);
        } else {
            set(next, UNDECIDED, undecided);
            set(next, STEP, fence.ordinal());
        }
        done(next, moves, "lists sessions again", region);
        if (undecided != 0 && patient) {
            State left = moves.from(now);
            if (fence == Step.FENCE) {
                set(left, EMPTY, 1);
                nextRegion(left, step);
            } else {
                endRound(left);
            }
            done(left, moves, "lists sessions again and leaves one", region);
        }
    }

    private int undecided(State now, int region) {
        if (!keeps(Rule.FENCE_EVERYWHERE) && region != get(now, HOME)) {
            return 0;
        }
        int open = now.region(region, Shape.OPENS)
                & ~now.region(region, Shape.COMMITS)
                & ~now.region(region, Shape.ABORTS);
        int before = 0;
        for (int rest = open; rest != 0; rest &= rest - 1) {
            int session = Integer.numberOfTrailingZeros(rest);
            before |= now.rank(session) < rank(now) ? 1 << session : 0;
        }
        return before;
    }

    private String fence(State now, State next, int region, Step listing) {
        int session = Integer.lowestOneBit(get(now, UNDECIDED));
        boolean there = ((now.region(region, Shape.COMMITS) | now.region(region, Shape.ABORTS)) & session) != 0;
        if (!there) {
            next.add(region, Shape.ABORTS, session);
        }
        int rest = get(now, UNDECIDED) & ~session;
        set(next, UNDECIDED, rest);
        if (rest == 0) {
            nextRegion(next, listing);
        }
        return there ? "finds an outcome instead of creating ABORT" : "creates ABORT";
    }

    /** Takes away the condemned lists up to its own generation. */
    private void tidy(State next, int region) {
        for (int epoch = 0; epoch <= get(next, EPOCH); epoch++) {
            for (int generation = 1; generation <= setting().generations(); generation++) {
                if (setting().rank(epoch, generation) <= rank(next)) {
                    int slot = setting().slot(epoch, generation);
                    next.remove(region, Shape.CONDEMNED, 1 << slot);
                    next.contents(region, slot, State.CONDEMNED_OBJECTS, 0);
                    next.contents(region, slot, State.CONDEMNED_OUTCOMES, 0);
                }
            }
        }
    }
}
