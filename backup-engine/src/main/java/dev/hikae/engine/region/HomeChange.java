package dev.hikae.engine.region;

import dev.hikae.config.error.Failure;
import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.format.ObjectNames;
import dev.hikae.engine.keyring.SigningKey;
import dev.hikae.engine.region.HomeStatements.Held;
import dev.hikae.engine.region.HomeStatements.View;
import dev.hikae.engine.snapshot.HomeStatement;
import dev.hikae.engine.snapshot.Trust;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Makes a statement about home and regions count: docs/PROTOCOL.md, "Fail-over".
 *
 * <p>Its name is taken in one region after the other, in the same order by everybody, so that of two who race one has lost
 * before it could stand in the other's way; in the former home last, so that a change that ends early disturbs nobody there.
 * <em>Then</em> all are listed once more: of two changes at least one sees the other.
 */
final class HomeChange {
    private final List<Region> regions;
    private final Trust trust;
    private final SigningKey maintainer;
    private final boolean supersede;

    /** @param supersede whether a change that did not end is put aside */
    HomeChange(List<Region> regions, Trust trust, SigningKey maintainer, boolean supersede) {
        this.regions = regions;
        this.trust = trust;
        this.maintainer = maintainer;
        this.supersede = supersede;
    }

    /** What is to be. */
    record Wanted(RegionName home, List<RegionName> regions, int quorum) {
        Wanted {
            regions = List.copyOf(regions);
        }

        boolean isSaidBy(HomeStatement statement) {
            return statement.home().equals(home)
                    && Set.copyOf(statement.regions()).equals(Set.copyOf(regions));
        }
    }

    /**
     * A statement that can come to count.
     *
     * @param disputed statements of which a majority must agree, too: the one that counts, and whatever began after it
     */
    record Plan(HomeStatement statement, byte[] object, RegionName formerHome, List<Held> disputed) {
        Plan {
            disputed = List.copyOf(disputed);
        }

        boolean countsWith(Set<RegionName> holders) {
            return statement.countsWith(holders)
                    && disputed.stream().allMatch(h -> h.statement().isMajority(holders));
        }
    }

    /** A statement that counts, and where it lies. */
    record Made(HomeStatement statement, Set<RegionName> heldBy) {
        Made {
            heldBy = Set.copyOf(heldBy);
        }
    }

    /**
     * @param known the statement that whoever wants it went by
     * @param coming regions that will answer by the time it is made
     * @throws HikaeException HOME_TAKEN when another counts by now, UNFINISHED, NO_MAJORITY
     */
    Plan plan(Wanted wanted, HomeStatement known, Set<RegionName> coming) {
        View view = new HomeStatements(regions, trust).read();
        HomeStatement now = view.current().statement();
        if (now.epoch() != known.epoch() || !now.home().equals(known.home())) {
            throw taken(now);
        }
        Held latest = latest(view.held());
        Optional<Held> same =
                Optional.of(latest).filter(h -> h.statement().epoch() >= now.epoch() && wanted.isSaidBy(h.statement()));
        if (same.isEmpty() && !supersede) {
            view.unfinished().stream().findFirst().ifPresent(h -> {
                throw new HikaeException(
                        RegionError.CHANGE_UNFINISHED,
                        h.statement().home(),
                        joined(h.statement().regions()),
                        h.statement().epoch());
            });
        }
        Plan plan = same.map(h -> new Plan(h.statement(), h.object(), now.home(), disputed(view)))
                .orElseGet(() -> next(wanted, view, latest));
        requireMajority(plan, view.answered(), coming);
        return plan;
    }

    private static Held latest(Collection<Held> held) {
        return held.stream()
                .max(Comparator.comparingInt(h -> h.statement().epoch()))
                .orElseThrow();
    }

    /** From the last that counts for certain on. */
    private static List<Held> disputed(View view) {
        int certain = view.held().stream()
                .filter(Held::counts)
                .mapToInt(h -> h.statement().epoch())
                .max()
                .orElse(0);
        return view.held().stream()
                .filter(h -> h.statement().epoch() >= certain)
                .toList();
    }

    /** Names that something else has taken are passed over: nothing can be put there. */
    private Plan next(Wanted wanted, View view, Held latest) {
        int epoch = latest.statement().epoch() + 1;
        while (view.names().contains(ObjectNames.home(epoch))) {
            epoch++;
        }
        var statement = new HomeStatement(
                trust.repositoryId(),
                maintainer.certificate(),
                epoch,
                wanted.home(),
                wanted.regions(),
                wanted.quorum(),
                latest.statement().electorate());
        RegionName formerHome = view.current().statement().home();
        return new Plan(statement, statement.sign(maintainer.seed()), formerHome, disputed(view));
    }

    private static void requireMajority(Plan plan, Set<RegionName> answered, Set<RegionName> coming) {
        Set<RegionName> reached = new HashSet<>(answered);
        reached.addAll(coming);
        if (!plan.countsWith(reached)) {
            Set<RegionName> missing = new TreeSet<>(voters(plan));
            missing.removeAll(reached);
            throw new HikaeException(RegionError.NO_MAJORITY, joined(missing));
        }
    }

    private static Set<RegionName> voters(Plan plan) {
        Set<RegionName> voters = new LinkedHashSet<>(plan.statement().regions());
        voters.addAll(plan.statement().before());
        plan.disputed().forEach(h -> voters.addAll(h.statement().regions()));
        return voters;
    }

    /**
     * @throws HikaeException HOME_TAKEN when somebody else was first, CHANGE_BEGUN when it does not count yet
     */
    Made make(Plan plan) {
        Set<RegionName> voters = voters(plan);
        List<Region> order = new ArrayList<>(
                regions.stream().filter(r -> voters.contains(r.name())).toList());
        order.sort(Comparator.comparing((Region r) -> r.name().equals(plan.formerHome()))
                .thenComparing(Region::name));
        Set<RegionName> heldBy = new LinkedHashSet<>();
        for (Region region : order) {
            if (put(region, plan)) {
                heldBy.add(region.name());
            }
        }
        if (!plan.countsWith(heldBy)) {
            throw new HikaeException(RegionError.CHANGE_BEGUN, plan.statement().epoch(), joined(heldBy));
        }
        Held latest = latest(new HomeStatements(regions, trust).read().held());
        if (latest.statement().epoch() > plan.statement().epoch()) {
            throw taken(latest.statement());
        }
        return new Made(plan.statement(), heldBy);
    }

    /** Whether the region holds it now; a region that does not answer may be done without. */
    private boolean put(Region region, Plan plan) {
        String name = plan.statement().name();
        ByteBuffer object = ByteBuffer.wrap(plan.object());
        try {
            if (region.store().putIfAbsent(name, object)) {
                return true;
            }
            byte[] there = Outcomes.bytes(region, name);
            if (!ByteBuffer.wrap(there).equals(object)) {
                throw taken(HomeStatement.parse(name, there, trust));
            }
            return true;
        } catch (FormatException e) {
            throw new HikaeException(e, RegionError.COPY_DIFFERS, region.name(), name);
        } catch (HikaeException e) {
            if (e.code().failure() != Failure.UNREACHABLE) {
                throw e;
            }
            region.failed(e);
            return false;
        }
    }

    static HikaeException taken(HomeStatement by) {
        return new HikaeException(RegionError.HOME_TAKEN, by.home(), by.epoch(), joined(by.regions()));
    }

    private static String joined(Collection<RegionName> names) {
        return names.stream().map(RegionName::value).collect(Collectors.joining(", "));
    }
}
