package dev.hikae.engine.region;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.engine.RegionStatus;
import dev.hikae.engine.region.Regions.VisibleOutcome;
import dev.hikae.engine.snapshot.Trust;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How far each region is: all committed snapshots by the time they captured, up to the first one it lacks. */
final class Watermarks {
    private final Trust trust;
    private final RegionName home;

    Watermarks(Trust trust, RegionName home) {
        this.trust = trust;
        this.home = home;
    }

    List<RegionStatus> of(List<Region> regions) {
        Outcomes reader = new Outcomes(trust);
        List<VisibleOutcome> committed = committed(reader, regions);
        return regions.stream().map(r -> status(r, committed)).toList();
    }

    private static List<VisibleOutcome> committed(Outcomes reader, List<Region> regions) {
        try {
            Map<RegionName, Map<String, Long>> listings = reader.listings(regions);
            return reader.in(regions, listings).stream()
                    .sorted(Comparator.comparing(v -> v.outcome().capturedAt()))
                    .toList();
        } catch (HikaeException noneReachable) {
            // Each region's own line says why.
            return List.of();
        }
    }

    private RegionStatus status(Region region, List<VisibleOutcome> committed) {
        RegionName name = region.name();
        Optional<HikaeException> down = region.down();
        Optional<VisibleOutcome> newest = down.isPresent() ? Optional.empty() : lastBeforeGap(name, committed);
        long held = down.isPresent()
                ? 0
                : committed.stream().filter(v -> v.regions().contains(name)).count();
        return new RegionStatus(
                name,
                name.equals(home),
                down.isEmpty(),
                down.map(HikaeException::text),
                newest.map(v -> v.outcome().capturedAt()),
                newest.map(v -> v.outcome().snapshot()),
                held,
                committed.size() - held);
    }

    private static Optional<VisibleOutcome> lastBeforeGap(RegionName region, List<VisibleOutcome> committed) {
        return committed.stream().takeWhile(v -> v.regions().contains(region)).reduce((earlier, later) -> later);
    }
}
