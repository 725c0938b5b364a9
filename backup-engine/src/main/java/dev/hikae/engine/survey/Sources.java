package dev.hikae.engine.survey;

import dev.hikae.engine.history.Committed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Snapshots by what they are of: plan and host. */
final class Sources {
    private Sources() {}

    /** What is backed up again and again. */
    record Source(Optional<String> plan, String host) {}

    /** Numbers of snapshots in the set by source, each newest first; the source of the newest snapshot first. */
    static Map<Source, List<Integer>> of(List<Committed> snapshots) {
        Map<Source, List<Integer>> sources = new LinkedHashMap<>();
        for (int i = snapshots.size() - 1; i >= 0; i--) {
            var manifest = snapshots.get(i).manifest();
            sources.computeIfAbsent(new Source(manifest.plan(), manifest.host()), s -> new ArrayList<>())
                    .add(i);
        }
        return sources;
    }
}
