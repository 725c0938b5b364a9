package dev.hikae.server.api;

import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.RepositoryName;
import dev.hikae.config.id.SnapshotId;
import dev.hikae.engine.Snapshot;
import dev.hikae.server.catalogue.TestResults.CopyState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A snapshot as the API shows it.
 *
 * @param roots absolute paths backed up
 * @param capturedAt when reading began: the recovery point's time
 * @param regions that can each restore it alone
 * @param copies what restore tests said about the copy in each of these regions
 */
public record SnapshotView(
        SnapshotId id,
        RepositoryName repository,
        Optional<String> plan,
        String host,
        List<String> roots,
        Instant capturedAt,
        Instant committedAt,
        boolean complete,
        Snapshot.Totals totals,
        List<RegionName> regions,
        List<Copy> copies) {
    public SnapshotView {
        roots = List.copyOf(roots);
        regions = List.copyOf(regions);
        copies = List.copyOf(copies);
    }

    /**
     * The copy in one region; no verdict means that no test took it yet.
     *
     * @param verdict {@code passed} or {@code failed}
     * @param staleAt until when a passed test counts
     */
    public record Copy(
            RegionName region, Optional<Instant> verifiedAt, Optional<String> verdict, Optional<Instant> staleAt) {
        static Copy of(RegionName region, Optional<CopyState> state) {
            return new Copy(
                    region, state.map(CopyState::at), state.map(CopyState::verdict), state.map(CopyState::staleAt));
        }
    }

    static SnapshotView of(RepositoryName repository, Snapshot s, List<CopyState> states) {
        List<RegionName> regions = s.regions().stream().sorted().toList();
        List<Copy> copies = regions.stream()
                .map(region -> Copy.of(
                        region,
                        states.stream().filter(c -> c.region().equals(region)).findFirst()))
                .toList();
        return new SnapshotView(
                s.id(),
                repository,
                s.plan(),
                s.host(),
                s.roots().stream().map(Object::toString).toList(),
                s.capturedAt(),
                s.committedAt(),
                s.complete(),
                s.totals(),
                regions,
                copies);
    }
}
