package dev.hikae.engine.model;

import java.util.List;
import java.util.Set;

/**
 * What all actors of a configuration know and never changes.
 *
 * @param members for each epoch the regions that its statement lists
 * @param victims for each record that is or may become forgotten, the sessions that it names
 * @param majority how many regions must hold a statement for it to count
 * @param generations how many generations of each epoch there is room for
 * @param quorum how many regions a commit needs
 * @param lossy whether an upload to a region may fail, and an answer be lost
 * @param omitted the rules that nobody keeps
 * @param repacker the session that repacks; -1 when none does
 * @param repacked the object of which it copies what lives to an object of its own, as a mask
 */
record Setting(
        int regions,
        List<Integer> members,
        int majority,
        List<Integer> victims,
        int generations,
        int quorum,
        boolean lossy,
        Set<Rule> omitted,
        int repacker,
        int repacked) {
    Setting(
            int regions,
            List<Integer> members,
            int majority,
            List<Integer> victims,
            int generations,
            int quorum,
            boolean lossy,
            Set<Rule> omitted) {
        this(regions, members, majority, victims, generations, quorum, lossy, omitted, -1, 0);
    }

    /** The same with somebody who repacks. */
    Setting repackedBy(int session, int objects) {
        return new Setting(regions, members, majority, victims, generations, quorum, lossy, omitted, session, objects);
    }

    Setting {
        members = List.copyOf(members);
        victims = List.copyOf(victims);
        omitted = Set.copyOf(omitted);
    }

    boolean keeps(Rule rule) {
        return !omitted.contains(rule);
    }

    boolean hasRecords() {
        return !victims.isEmpty() || leavesOut(epochs() - 1);
    }

    int epochs() {
        return members.size();
    }

    int members(int epoch) {
        return members.get(epoch);
    }

    /** The place of a generation, counted from 1, among all. */
    int slot(int epoch, int generation) {
        return keeps(Rule.EPOCH_IN_NAMES) ? epoch * generations + generation - 1 : generation - 1;
    }

    /** Epochs and generations order as pairs. */
    int rank(int epoch, int generation) {
        return keeps(Rule.EPOCH_IN_NAMES) ? epoch * (generations + 1) + generation : generation;
    }

    int slots() {
        return epochs() * generations;
    }

    /** The newest generation of an epoch that a region shows, 0 when there is none. */
    int newest(State state, int region, int epoch) {
        int present = state.region(region, Shape.CONDEMNED) | state.region(region, Shape.VERDICTS);
        for (int generation = generations; generation > 0; generation--) {
            if ((present >> slot(epoch, generation) & 1) == 1) {
                return generation;
            }
        }
        return 0;
    }

    /** Whether this is the home of an epoch that was chosen. */
    boolean counts(State state, int epoch, int home) {
        if (epoch == 0) {
            return home == 0;
        }
        int holders = 0;
        for (int region = 0; region < regions; region++) {
            holders += (members(epoch) >> region & 1) == 1 && state.statement(region, epoch) == home ? 1 : 0;
        }
        return holders >= (keeps(Rule.MAJORITY) ? majority : 1);
    }

    boolean later(State state, int region, int epoch) {
        for (int later = epoch + 1; later < epochs(); later++) {
            if (state.statement(region, later) >= 0) {
                return true;
            }
        }
        return false;
    }

    /** Whether a region was a member of an epoch before and is none of this one. */
    boolean leavesOut(int epoch) {
        int before = 0;
        for (int earlier = 0; earlier < epoch; earlier++) {
            before |= members(earlier);
        }
        return (before & ~members(epoch)) != 0;
    }

    /** The sessions that began in an epoch before this one. */
    int before(State state, int epoch) {
        int sessions = 0;
        for (int session = 0; session < Shape.SESSIONS; session++) {
            sessions |= state.rank(session) < rank(epoch, 0) ? 1 << session : 0;
        }
        return sessions;
    }

    /** The sessions that a region's records give up: by name, or because they close their epoch. */
    int givenUp(State state, int region) {
        return named(state.region(region, Shape.RECORDS)) | closed(state, region);
    }

    int closed(State state, int region) {
        return before(state, state.region(region, Shape.CLOSED)) & ~state.region(region, Shape.KEPT);
    }

    /** The sessions that these records name. */
    int named(int records) {
        int sessions = 0;
        for (int rest = records; rest != 0; rest &= rest - 1) {
            sessions |= victims.get(Integer.numberOfTrailingZeros(rest));
        }
        return sessions;
    }

    /** The replacement among these outcomes, as a mask. */
    int replacement(int commits) {
        return repacker < 0 ? 0 : commits & 1 << repacker;
    }

    /** What snapshots need where these outcomes show, the replacement perhaps among them. */
    int needs(State state, int sessions, int commits) {
        boolean shown = replacement(commits) != 0;
        return needs(state, sessions, shown, shown, repacker < 0 ? 0 : state.previous(repacker));
    }

    /**
     * The same by parts.
     *
     * @param adds whether what the replacement stored is needed
     * @param drops whether what it replaces is not
     * @param covered the sessions that are read through it
     */
    int needs(State state, int sessions, boolean adds, boolean drops, int covered) {
        int objects = 0;
        for (int rest = sessions & ~replacement(sessions); rest != 0; rest &= rest - 1) {
            int session = Integer.numberOfTrailingZeros(rest);
            int listed = state.lists(session);
            boolean through = (covered >> session & 1) == 1 && (listed & repacked) != 0;
            objects |= through && drops ? listed & ~repacked : listed;
            objects |= through && adds ? state.lists(repacker) : 0;
        }
        return objects;
    }
}
