package dev.hikae.engine.repository;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.SnapshotId;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.Snapshot;
import java.util.List;
import java.util.stream.Collectors;

/** Finds the one snapshot that somebody means. */
final class SnapshotChoice {
    private static final String PREFIX = "snap_";

    private final List<Snapshot> snapshots;

    /** @param snapshots oldest first */
    SnapshotChoice(List<Snapshot> snapshots) {
        this.snapshots = snapshots;
    }

    Snapshot of(String text) {
        return text.equals("latest") ? latest() : byPrefix(text.startsWith(PREFIX) ? text : PREFIX + text);
    }

    Snapshot of(SnapshotId id) {
        return snapshots.stream()
                .filter(s -> s.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new HikaeException(EngineError.SNAPSHOT_UNKNOWN, id));
    }

    private Snapshot latest() {
        var sources = snapshots.stream()
                .collect(Collectors.groupingBy(
                        s -> s.plan().orElse("-") + " on " + s.host(), java.util.TreeMap::new, Collectors.toList()));
        if (sources.size() > 1) {
            throw new HikaeException(
                    EngineError.LATEST_AMBIGUOUS,
                    sources.entrySet().stream()
                            .map(e -> e.getKey() + ": " + e.getValue().getLast().id())
                            .collect(Collectors.joining(", ")));
        }
        return snapshots.stream()
                .reduce((a, b) -> b)
                .orElseThrow(() -> new HikaeException(EngineError.SNAPSHOT_UNKNOWN, "latest"));
    }

    private Snapshot byPrefix(String prefix) {
        List<Snapshot> found = snapshots.stream()
                .filter(s -> s.id().value().startsWith(prefix))
                .toList();
        if (found.isEmpty() || prefix.equals(PREFIX)) {
            throw new HikaeException(EngineError.SNAPSHOT_UNKNOWN, prefix);
        }
        if (found.size() > 1 && found.stream().map(Snapshot::id).distinct().count() == 1) {
            throw new HikaeException(EngineError.SAME_ID, found.getFirst().id());
        }
        if (found.size() > 1) {
            throw new HikaeException(
                    EngineError.SNAPSHOT_AMBIGUOUS,
                    prefix,
                    found.stream().map(s -> s.id().value()).collect(Collectors.joining(", ")));
        }
        return found.getFirst();
    }
}
