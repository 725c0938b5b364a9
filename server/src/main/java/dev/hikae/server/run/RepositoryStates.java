package dev.hikae.server.run;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.PlanName;
import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.RepositoryName;
import dev.hikae.config.id.SnapshotId;
import dev.hikae.config.plan.Plan;
import dev.hikae.config.repository.ObjectLock;
import dev.hikae.config.repository.RepositoryConfig;
import dev.hikae.config.text.Text;
import dev.hikae.engine.RegionOverview;
import dev.hikae.engine.RegionOverview.Part;
import dev.hikae.engine.RegionStatus;
import dev.hikae.engine.Repository;
import dev.hikae.engine.RepositoryInfo;
import dev.hikae.engine.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * How repositories and their regions are: how far each is as the regions say it now, and what runs last found there. A repository
 * that cannot be opened has a state, too: that is when people look.
 */
public final class RepositoryStates {
    /** Snapshots told that a region lacks; the others are counted. */
    private static final int MOST_LACKING = 50;

    private final InForce inForce;
    private final RepositoryPool pool;
    private final UpkeepRuns upkeep;
    private final InstantSource clock;

    public RepositoryStates(RunMachinery machinery, UpkeepRuns upkeep, InstantSource clock) {
        this.inForce = machinery.inForce();
        this.pool = machinery.repositories();
        this.upkeep = upkeep;
        this.clock = clock;
    }

    /**
     * One repository.
     *
     * @param problem why it cannot be opened; then it has only the regions that are configured
     * @param unfinished a change of home or regions that was begun and does not count
     * @param members how many regions a snapshot can be in
     * @param newest the newest snapshot
     * @param lacking snapshots that some region that answers does not show, newest first; {@code moreLacking} are counted only
     * @param upkeep what the service does by itself, and how that went
     * @param alarms what somebody has to look at, worst first; empty when all is well
     */
    public record State(
            RepositoryConfig config,
            Optional<RepositoryInfo> info,
            Optional<Text> problem,
            Optional<RegionOverview.Unfinished> unfinished,
            RegionName home,
            int quorum,
            int members,
            List<Region> regions,
            Optional<Copies> newest,
            List<Copies> lacking,
            int moreLacking,
            List<UpkeepRuns.Kept> upkeep,
            List<Text> alarms) {
        public State {
            regions = List.copyOf(regions);
            lacking = List.copyOf(lacking);
            upkeep = List.copyOf(upkeep);
            alarms = List.copyOf(alarms);
        }
    }

    /**
     * One region.
     *
     * @param status how far it is; only of a member that answers
     * @param exposure what would be lost if all others were: of the plan that is worst off, measured by its RPO
     * @param lock as configured
     * @param locked what the last check of locks found
     * @param scrubbed what the last scrub of it found
     */
    public record Region(
            RegionName region,
            Part part,
            boolean home,
            boolean reachable,
            Optional<Text> problem,
            Optional<RegionStatus> status,
            Optional<Exposure> exposure,
            Optional<ObjectLock> lock,
            Optional<UpkeepRuns.Locked> locked,
            Optional<UpkeepRuns.Scrubbed> scrubbed) {
        public boolean member() {
            return part == Part.MEMBER || part == Part.NOT_CONFIGURED;
        }
    }

    /**
     * What would be lost of a plan with one region alone.
     *
     * @param age of the newest complete snapshot that the region shows; empty means everything
     */
    public record Exposure(PlanName plan, Optional<Duration> age, Duration rpo) {
        public boolean exceeded() {
            return age.isEmpty() || age.get().compareTo(rpo) > 0;
        }

        /** The age as a multiple of the RPO. */
        private double share() {
            return age.map(a -> (double) a.toMillis() / rpo.toMillis()).orElse(Double.MAX_VALUE);
        }
    }

    /** A snapshot, in how many of all regions it is known to be, and which that answer do not show it. */
    public record Copies(
            SnapshotId snapshot,
            Optional<String> plan,
            Instant capturedAt,
            int copies,
            int of,
            List<RegionName> missingIn) {
        public Copies {
            missingIn = List.copyOf(missingIn);
        }
    }

    /** What was read of an open repository. */
    private record Seen(RepositoryInfo info, RegionOverview overview, List<Snapshot> snapshots) {}

    /** All in force, by name. */
    public List<State> all(String by) {
        return inForce.repositories().stream().map(r -> of(r.value(), by)).toList();
    }

    /** One, read in somebody's name. */
    public State of(RepositoryConfig config, String by) {
        List<UpkeepRuns.Kept> kept = upkeep.of(config);
        try {
            Seen seen = pool.read(config.name(), by, RepositoryStates::see);
            return open(config, seen, kept);
        } catch (HikaeException e) {
            return closed(config, e.text(), kept);
        }
    }

    private static Seen see(Repository repository) {
        return new Seen(repository.info(), repository.regionOverview(true), repository.snapshots());
    }

    private State open(RepositoryConfig config, Seen seen, List<UpkeepRuns.Kept> kept) {
        RegionOverview overview = seen.overview();
        List<Region> regions = overview.regions().stream()
                .map(line -> region(config, line, overview.home(), seen.snapshots()))
                .toList();
        Set<RegionName> answering = regions.stream()
                .filter(r -> r.member() && r.reachable())
                .map(Region::region)
                .collect(Collectors.toSet());
        List<Copies> copies = seen.snapshots().stream()
                .sorted(Comparator.comparing(Snapshot::capturedAt).reversed())
                .map(s -> copies(s, answering, overview.members()))
                .toList();
        List<Copies> lacking =
                copies.stream().filter(c -> !c.missingIn().isEmpty()).toList();
        int shown = Math.min(MOST_LACKING, lacking.size());
        return new State(
                config,
                Optional.of(seen.info()),
                Optional.empty(),
                overview.unfinished(),
                overview.home(),
                overview.quorum(),
                overview.members(),
                regions,
                copies.stream().findFirst(),
                lacking.subList(0, shown),
                lacking.size() - shown,
                kept,
                new Alarms(clock.instant()).of(config, overview.unfinished(), regions, kept));
    }

    private static Copies copies(Snapshot s, Set<RegionName> answering, int members) {
        Set<RegionName> missing = new TreeSet<>(answering);
        missing.removeAll(s.regions());
        return new Copies(s.id(), s.plan(), s.capturedAt(), s.regions().size(), members, List.copyOf(missing));
    }

    private Region region(
            RepositoryConfig config, RegionOverview.Line line, RegionName home, List<Snapshot> snapshots) {
        boolean member = line.part() == Part.MEMBER || line.part() == Part.NOT_CONFIGURED;
        return new Region(
                line.region(),
                line.part(),
                line.region().equals(home),
                line.reachable(),
                line.problem(),
                line.status(),
                member && line.reachable() ? exposure(config.name(), line.region(), snapshots) : Optional.empty(),
                lock(config, line.region()),
                upkeep.locked(config.name(), line.region()),
                upkeep.scrubbed(config.name(), line.region()));
    }

    private static Optional<ObjectLock> lock(RepositoryConfig config, RegionName region) {
        return config.regions().stream()
                .filter(r -> r.name().equals(region))
                .flatMap(r -> r.lock().stream())
                .findFirst();
    }

    /** Plans without any recovery point do not count here: that is no fault of a region. */
    private Optional<Exposure> exposure(RepositoryName repository, RegionName region, List<Snapshot> snapshots) {
        Map<String, List<Snapshot>> complete = snapshots.stream()
                .filter(s -> s.complete() && s.plan().isPresent())
                .collect(Collectors.groupingBy(s -> s.plan().orElseThrow()));
        return inForce.plans().stream()
                .map(InForce.Current::value)
                .filter(plan -> plan.repository().equals(repository)
                        && complete.containsKey(plan.name().value()))
                .map(plan ->
                        exposure(plan, region, complete.getOrDefault(plan.name().value(), List.of())))
                .max(Comparator.comparingDouble(Exposure::share));
    }

    private Exposure exposure(Plan plan, RegionName region, List<Snapshot> snapshots) {
        Instant now = clock.instant();
        Optional<Duration> age = snapshots.stream()
                .filter(s -> s.regions().contains(region))
                .map(Snapshot::capturedAt)
                .max(Comparator.naturalOrder())
                .map(newest -> Duration.between(newest, now));
        return new Exposure(plan.name(), age, plan.objectives().rpo());
    }

    private State closed(RepositoryConfig config, Text problem, List<UpkeepRuns.Kept> kept) {
        List<Region> regions = config.regions().stream()
                .map(r -> new Region(
                        r.name(),
                        Part.MEMBER,
                        r.name().equals(config.home()),
                        false,
                        Optional.of(problem),
                        Optional.empty(),
                        Optional.empty(),
                        r.lock(),
                        upkeep.locked(config.name(), r.name()),
                        upkeep.scrubbed(config.name(), r.name())))
                .toList();
        return new State(
                config,
                Optional.empty(),
                Optional.of(problem),
                Optional.empty(),
                config.home(),
                config.quorum(),
                regions.size(),
                regions,
                Optional.empty(),
                List.of(),
                0,
                kept,
                new Alarms(clock.instant()).of(config, Optional.empty(), regions, kept));
    }
}
