package dev.hikae.engine.region;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.config.repository.RepositoryConfig;
import dev.hikae.config.text.Messages;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.RegionChanges.Manner;
import dev.hikae.engine.ReplicationResult;
import dev.hikae.engine.RunControl;
import dev.hikae.engine.region.HomeChange.Made;
import dev.hikae.engine.region.HomeChange.Plan;
import dev.hikae.engine.region.HomeChange.Wanted;
import dev.hikae.engine.region.Regions.VisibleOutcome;
import dev.hikae.engine.snapshot.HomeStatement;
import dev.hikae.engine.store.StoreError;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Which regions a repository has, and which of them is the home: moving it, adding, filling and retiring. */
public final class Membership {
    /** Catching up again and again would never end where somebody backs up all the time. */
    private static final int PASSES = 3;

    private static final ReplicationResult NOTHING = new ReplicationResult(0, 0, 0, Map.of());

    private final RegionSet set;
    private final Authority authority;

    Membership(RegionSet set, Authority authority) {
        this.set = set;
        this.authority = authority;
    }

    /**
     * What a change came to.
     *
     * @param statement the one that counts; of a dry run the one that would
     * @param before the one that counted
     * @param heldBy regions that hold it
     * @param answered whether the region that loses its part could be asked
     */
    public record Change(
            boolean made,
            HomeStatement statement,
            HomeStatement before,
            Set<RegionName> heldBy,
            boolean answered,
            ReplicationResult copied) {
        public Change {
            heldBy = Set.copyOf(heldBy);
        }
    }

    /** Makes another region the home once it has all that the regions show that answer. */
    public Change moveHome(RegionName to, Manner manner, RunControl control) {
        HomeStatement now = begin(s -> s.home().equals(to));
        requireMember(to, now);
        set.configured(to).store();
        boolean answered = isUp(now.home());
        if (now.home().equals(to) && set.isCertain()) {
            return new Change(false, now, now, Set.of(), answered, NOTHING);
        }
        HomeChange change = change(manner);
        Wanted wanted = new Wanted(to, now.regions(), now.quorum());
        Plan plan = change.plan(wanted, now, Set.of());
        if (manner.dryRun()) {
            return new Change(false, plan.statement(), now, Set.of(), answered, NOTHING);
        }
        ReplicationResult copied = fill(to, set.membersNow(), control);
        Made made = settle(change.make(change.plan(wanted, now, Set.of())));
        // What the former home committed while the statement was on its way.
        ReplicationResult rest = answered ? rest(to, set.membersNow(), made, control) : NOTHING;
        return new Change(true, made.statement(), now, made.heldBy(), answered, sum(copied, rest));
    }

    /** Marks an empty place, fills it, and only then lets the repository have it. */
    public Change add(RegionName name, Manner manner, RunControl control) {
        HomeStatement now = begin(s -> s.regions().contains(name));
        RepositoryConfig.Region place = set.place(name);
        if (now.regions().contains(name) && set.isCertain()) {
            throw new HikaeException(RegionError.ALREADY_ADDED, name);
        }
        HomeChange change = change(manner);
        List<RegionName> longer = Stream.concat(now.regions().stream().filter(r -> !r.equals(name)), Stream.of(name))
                .toList();
        Wanted wanted = new Wanted(now.home(), longer, set.quorumAmong(longer.size()));
        Plan plan = change.plan(wanted, now, Set.of(name));
        if (manner.dryRun()) {
            return new Change(false, plan.statement(), now, Set.of(), true, NOTHING);
        }
        mark(place);
        List<Region> all = Stream.concat(
                        set.membersNow().stream().filter(r -> !r.name().equals(name)), Stream.of(set.configured(name)))
                .toList();
        ReplicationResult copied = fill(name, all, control);
        Made made = settle(change.make(change.plan(wanted, now, Set.of())));
        return new Change(
                true, made.statement(), now, made.heldBy(), true, sum(copied, rest(name, all, made, control)));
    }

    /**
     * Copies to one region what it lacks.
     *
     * @param wiped whether an empty place is marked again: that of a disk which is not mounted is empty, too
     */
    public ReplicationResult seed(RegionName name, boolean wiped, RunControl control) {
        HomeStatement now = begin(s -> true);
        RepositoryConfig.Region place = set.place(name);
        Region region = set.configured(name);
        boolean member = now.regions().contains(name);
        if (isEmptyPlace(region)) {
            if (!member) {
                throw new HikaeException(RegionError.NOT_ADDED, name);
            }
            if (now.home().equals(name)) {
                throw new HikaeException(RegionError.HOME_WIPED, name);
            }
            if (!wiped) {
                throw new HikaeException(RegionError.PLACE_EMPTY, name, region.place());
            }
            mark(place);
        }
        region.store();
        List<Region> all = member
                ? set.membersNow()
                : Stream.concat(set.membersNow().stream(), Stream.of(region)).toList();
        return fill(name, all, control);
    }

    private static boolean isEmptyPlace(Region region) {
        return region.down()
                .filter(why -> why.code() == EngineError.NOT_A_REPOSITORY || why.code() == StoreError.FOLDER_VANISHED)
                .isPresent();
    }

    /** Lets the repository do without a region, once the others took over what only it has. */
    public Change retire(RegionName name, Manner manner, RunControl control) {
        HomeStatement now = begin(s -> !s.regions().contains(name));
        if (now.home().equals(name)) {
            throw new HikaeException(RegionError.RETIRE_HOME, name);
        }
        if (!manner.supersede()) {
            requireMember(name, now);
        }
        HomeChange change = change(manner);
        List<RegionName> shorter =
                now.regions().stream().filter(r -> !r.equals(name)).toList();
        Wanted wanted = new Wanted(now.home(), shorter, set.quorumAmong(shorter.size()));
        Plan plan = change.plan(wanted, now, Set.of());
        boolean answered = isUp(name);
        if (manner.dryRun()) {
            return new Change(false, plan.statement(), now, Set.of(), answered, NOTHING);
        }
        ReplicationResult copied = answered ? takeOver(name, control) : NOTHING;
        Made made = settle(change.make(change.plan(wanted, now, Set.of())));
        return new Change(true, made.statement(), now, made.heldBy(), answered, copied);
    }

    private ReplicationResult takeOver(RegionName name, RunControl control) {
        List<Region> members = set.membersNow();
        ReplicationResult copied =
                new Replication(set.trust(), members, control, r -> !r.name().equals(name)).run();
        List<VisibleOutcome> only = new Outcomes(set.trust())
                .in(members).stream()
                        .filter(o -> o.regions().equals(Set.of(name)))
                        .toList();
        if (!only.isEmpty()) {
            throw new HikaeException(RegionError.ONLY_THERE, name, only.size());
        }
        return copied;
    }

    /**
     * Learns what counts.
     *
     * @param wanted whether a statement says already what is to be; else one that came since this handle last looked was
     *     somebody else's, and what is to be was decided without knowing it
     */
    private HomeStatement begin(Predicate<HomeStatement> wanted) {
        int known = set.statement().epoch();
        set.prepareToWrite();
        HomeStatement now = set.statement();
        if (now.epoch() != known && !wanted.test(now)) {
            throw HomeChange.taken(now);
        }
        return now;
    }

    private static void requireMember(RegionName name, HomeStatement now) {
        if (!now.regions().contains(name)) {
            throw new HikaeException(RegionError.NOT_ADDED, name);
        }
    }

    private boolean isUp(RegionName name) {
        return set.membersNow().stream()
                .anyMatch(r -> r.name().equals(name) && r.down().isEmpty());
    }

    private HomeChange change(Manner manner) {
        return new HomeChange(set.configuredNow(), set.trust(), authority.maintainer(), manner.supersede());
    }

    private void mark(RepositoryConfig.Region place) {
        new NewPlace(place, set.stores(), set.trust()).mark(authority.marker());
        Region region = set.configured(place.name());
        region.verify();
        region.store();
    }

    private Made settle(Made made) {
        set.settle(made.statement());
        return made;
    }

    /** Until there is nothing left to copy, or nearly. */
    private ReplicationResult fill(RegionName name, List<Region> all, RunControl control) {
        ReplicationResult copied = pass(name, all, control);
        ReplicationResult last = copied;
        for (int i = 1; i < PASSES && last.snapshots() > 0; i++) {
            last = pass(name, all, control);
            copied = sum(copied, last);
        }
        return copied;
    }

    /** What came in while the statement was made. The change counts by now: whoever is told of a failure must know that. */
    private ReplicationResult rest(RegionName name, List<Region> all, Made made, RunControl control) {
        try {
            return pass(name, all, control);
        } catch (HikaeException e) {
            if (control.cancellation().requested()) {
                throw e;
            }
            throw new HikaeException(
                    e, RegionError.CHANGED_YET_BEHIND, made.statement().epoch(), name, e.getMessage());
        }
    }

    private ReplicationResult pass(RegionName name, List<Region> all, RunControl control) {
        ReplicationResult copied =
                new Replication(set.trust(), all, control, r -> r.name().equals(name)).run();
        Optional.ofNullable(copied.behind().get(name)).ifPresent(why -> {
            throw new HikaeException(RegionError.NOT_CAUGHT_UP, name, Messages.render(why, Locale.ENGLISH));
        });
        return copied;
    }

    private static ReplicationResult sum(ReplicationResult one, ReplicationResult other) {
        Map<RegionName, dev.hikae.config.text.Text> behind = new HashMap<>(one.behind());
        behind.putAll(other.behind());
        return new ReplicationResult(
                one.snapshots() + other.snapshots(),
                one.objects() + other.objects(),
                one.bytes() + other.bytes(),
                behind,
                Stream.concat(one.adopted().stream(), other.adopted().stream()).toList());
    }
}
