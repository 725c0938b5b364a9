package dev.hikae.verify;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.PlanName;
import dev.hikae.config.id.RegionName;
import dev.hikae.config.plan.RestoreTestPolicy.RegionChoice;
import dev.hikae.config.plan.RestoreTestPolicy.Selection;
import dev.hikae.engine.Repository;
import dev.hikae.engine.Snapshot;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.stream.Stream;

/**
 * Finds the recovery point copy that a test takes.
 *
 * <p>A point is usable when it is complete and at least one of its copies did not fail its last verification. Choice
 * goes first to the point, among those that a region allowed by the policy holds, then to the region.
 */
public final class RecoveryPoints {
    private final BiPredicate<Snapshot, RegionName> failedVerification;

    /** Knows of no failed verification. */
    public RecoveryPoints() {
        this((snapshot, region) -> false);
    }

    /** Asks whether the copy of a snapshot in a region failed when it was last verified. */
    public RecoveryPoints(BiPredicate<Snapshot, RegionName> failedVerification) {
        this.failedVerification = failedVerification;
    }

    /**
     * The copy to test.
     *
     * @param pointDraw how chance chose the point, where it did
     * @param regionDraw how chance chose the region, where it did
     */
    public record Choice(Snapshot point, RegionName region, Optional<Draw> pointDraw, Optional<Draw> regionDraw) {}

    public boolean usable(Snapshot snapshot) {
        return snapshot.complete() && snapshot.regions().stream().anyMatch(r -> !failedVerification.test(snapshot, r));
    }

    /** The newest usable point of a plan; of all plans when none is named. */
    public Optional<Snapshot> newest(List<Snapshot> snapshots, Optional<PlanName> plan) {
        return ofPlan(snapshots, plan).filter(this::usable).max(Comparator.comparing(Snapshot::capturedAt));
    }

    /** Chooses as the request says; throws {@link HikaeException} when there is nothing to choose from. */
    public Choice choose(Repository repository, RestoreTestRequest request, String seed, Instant now) {
        RegionName home = repository.info().home();
        List<Snapshot> held = ofPlan(repository.snapshots(), request.plan())
                .filter(s -> request.snapshot().isPresent() || usable(s))
                .filter(s -> !allowed(s, request.region(), home).isEmpty())
                .sorted(Comparator.comparing(Snapshot::id))
                .toList();
        Optional<Draw> pointDraw = Optional.empty();
        Snapshot point;
        if (request.snapshot().isPresent()) {
            point = held.stream()
                    .filter(s -> s.id().equals(request.snapshot().orElseThrow()))
                    .findFirst()
                    .orElseThrow(() -> new HikaeException(
                            VerifyError.POINT_NOT_IN_REGION, request.snapshot().orElseThrow()));
        } else if (held.isEmpty()) {
            throw new HikaeException(
                    VerifyError.NO_USABLE_POINT,
                    request.plan().map(PlanName::value).orElse("*"));
        } else {
            switch (request.selection()) {
                case Selection.Newest newest ->
                    point = held.stream()
                            .max(Comparator.comparing(Snapshot::capturedAt))
                            .orElseThrow();
                case Selection.RandomWithin random -> {
                    List<Snapshot> within = held.stream()
                            .filter(s -> !s.capturedAt().isBefore(now.minus(random.window())))
                            .toList();
                    if (within.isEmpty()) {
                        throw new HikaeException(VerifyError.NO_POINT_IN_WINDOW, random.window());
                    }
                    pointDraw = Optional.of(Draw.of("point", seed, within.size()));
                    point = within.get(pointDraw.get().index());
                }
            }
        }
        return withRegion(point, allowed(point, request.region(), home), pointDraw, seed);
    }

    private static Choice withRegion(Snapshot point, List<RegionName> regions, Optional<Draw> pointDraw, String seed) {
        if (regions.size() == 1) {
            return new Choice(point, regions.getFirst(), pointDraw, Optional.empty());
        }
        Draw draw = Draw.of("region", seed, regions.size());
        return new Choice(point, regions.get(draw.index()), pointDraw, Optional.of(draw));
    }

    private static List<RegionName> allowed(Snapshot snapshot, RegionChoice choice, RegionName home) {
        return snapshot.regions().stream()
                .filter(r -> switch (choice) {
                    case RegionChoice.Named named -> r.equals(named.region());
                    case RegionChoice.Any any -> true;
                    case RegionChoice.Remote remote -> !r.equals(home);
                })
                .sorted()
                .toList();
    }

    private static Stream<Snapshot> ofPlan(List<Snapshot> snapshots, Optional<PlanName> plan) {
        return snapshots.stream().filter(s -> plan.isEmpty() || s.plan().equals(plan.map(PlanName::value)));
    }
}
