package dev.hikae.engine.model;

import java.util.List;
import java.util.Optional;

/** What must be so in every state. */
final class Invariants {
    private final Setting setting;
    private final List<Writer> writers;

    Invariants(Setting setting, List<Writer> writers) {
        this.setting = setting;
        this.writers = List.copyOf(writers);
    }

    /** The invariant that does not hold, in words. */
    Optional<String> broken(State state) {
        for (int region = 0; region < setting.regions(); region++) {
            int forgotten = setting.givenUp(state, region);
            int shown = state.region(region, Shape.COMMITS);
            int objects = state.region(region, Shape.OBJECTS);
            int snapshots = shown & ~forgotten & ~setting.replacement(shown);
            for (int rest = snapshots; rest != 0; rest &= rest - 1) {
                int session = Integer.numberOfTrailingZeros(rest);
                if ((setting.needs(state, 1 << session, shown) & ~objects) != 0) {
                    return broken("shows a snapshot that lacks an object", session, region);
                }
                if ((state.previous(session) & ~(shown | forgotten)) != 0) {
                    return broken("shows a snapshot without a predecessor", session, region);
                }
            }
        }
        return lost(state).or(() -> untrue(state));
    }

    private static Optional<String> broken(String what, int session, int region) {
        return Optional.of("region " + Names.region(region) + " " + what + ": session " + session);
    }

    /** A commit that no record names is where it was decided, and shown there, for ever. */
    private Optional<String> lost(State state) {
        int everywhere = 0;
        for (int region = 0; region < setting.regions(); region++) {
            everywhere |= state.region(region, Shape.RECORDS);
        }
        int ever = state.fact(State.EVER_COMMITTED);
        int kept = ever & ~setting.named(everywhere) & ~setting.replacement(ever);
        for (int rest = kept; rest != 0; rest &= rest - 1) {
            int session = Integer.numberOfTrailingZeros(rest);
            for (int region = 0; region < setting.regions(); region++) {
                boolean decides = (state.region(region, Shape.OPENS) >> session & 1) == 1;
                // A region that is left out may learn that it is.
                int hidden = isLastMember(region) ? setting.closed(state, region) : 0;
                int shown = state.region(region, Shape.COMMITS) & ~hidden;
                if (decides && (shown >> session & 1) == 0) {
                    return Optional.of("the commit of session " + session + " is lost");
                }
            }
        }
        return Optional.empty();
    }

    private Optional<String> untrue(State state) {
        for (Writer writer : writers) {
            if (writer.get(state, Writer.TOLD) == 1
                    && (state.fact(State.EVER_COMMITTED) >> writer.session() & 1) == 0) {
                return Optional.of(writer.name() + " was told success, but nothing is committed");
            }
        }
        return Optional.empty();
    }

    /** What is garbage when a collector that nobody disturbs has come to its end, in words. */
    Optional<String> left(State state) {
        for (int region = 0; region < setting.regions(); region++) {
            if (!isLastMember(region)) {
                continue;
            }
            int forgotten = setting.named(state.region(region, Shape.RECORDS));
            int shown = state.region(region, Shape.COMMITS);
            int garbage = state.region(region, Shape.OBJECTS) & ~referenced(state);
            if (garbage != 0 || (shown & forgotten) != 0) {
                return Optional.of("garbage stays in region " + Names.region(region));
            }
        }
        return Optional.empty();
    }

    private boolean isLastMember(int region) {
        return (setting.members(setting.epochs() - 1) >> region & 1) == 1;
    }

    private int referenced(State state) {
        int objects = 0;
        int records = 0;
        for (int region = 0; region < setting.regions(); region++) {
            records |= isLastMember(region) ? state.region(region, Shape.RECORDS) : 0;
        }
        for (int region = 0; region < setting.regions(); region++) {
            if (isLastMember(region)) {
                int commits = state.region(region, Shape.COMMITS);
                int kept = commits & ~setting.closed(state, region);
                objects |= setting.needs(state, kept & ~setting.named(records), commits);
            }
        }
        return objects;
    }
}
