package dev.hikae.engine.retention;

import dev.hikae.engine.RawPath;
import dev.hikae.engine.Snapshot;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Snapshots of the same thing; rules count within a group only.
 *
 * @param roots in order
 */
public record SnapshotGroup(Optional<String> plan, String host, List<RawPath> roots)
        implements Comparable<SnapshotGroup> {
    private static final Comparator<SnapshotGroup> ORDER = Comparator.comparing((SnapshotGroup g) -> g.plan.orElse(""))
            .thenComparing(SnapshotGroup::host)
            .thenComparing(SnapshotGroup::shownRoots);

    public SnapshotGroup {
        roots = roots.stream().distinct().sorted().toList();
    }

    public static SnapshotGroup of(Snapshot snapshot) {
        return new SnapshotGroup(snapshot.plan(), snapshot.host(), snapshot.roots());
    }

    /** The roots for people, separated by spaces. */
    public String shownRoots() {
        return roots.stream().map(RawPath::toString).collect(Collectors.joining(" "));
    }

    @Override
    public int compareTo(SnapshotGroup other) {
        return ORDER.compare(this, other);
    }
}
