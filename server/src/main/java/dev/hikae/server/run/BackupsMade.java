package dev.hikae.server.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hikae.config.id.PlanName;
import dev.hikae.config.id.RunId;
import dev.hikae.config.id.SnapshotId;
import dev.hikae.config.json.Json;
import dev.hikae.engine.Snapshot;
import dev.hikae.engine.retention.SnapshotGroup;
import dev.hikae.scheduler.Run;
import dev.hikae.scheduler.RunState;
import dev.hikae.scheduler.RunStore;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which snapshots the runs of this service made, and when. A writer cannot change that; what it writes into a repository without a run
 * stands out.
 */
final class BackupsMade {
    private static final int PAGE = 500;

    private final RunStore runs;

    BackupsMade(RunStore runs) {
        this.runs = runs;
    }

    /**
     * What the runs of a plan say.
     *
     * @param committed by snapshot, the end of the run that made it
     * @param since when the first of these runs began; nothing is known of what was made before it
     * @param atWork when the first of those began that are at work; what they make is not known yet
     */
    record Known(Map<SnapshotId, Instant> committed, Optional<Instant> since, Optional<Instant> atWork) {
        Known {
            committed = Map.copyOf(committed);
        }

        /**
         * Snapshots that claim to be of a time from which on every run is known, beside others of the same host and roots that runs
         * made; whoever else backs up another host to the same plan has runs of its own.
         */
        Set<SnapshotId> outOfBand(List<Snapshot> snapshots) {
            Set<SnapshotGroup> ours = snapshots.stream()
                    .filter(s -> committed.containsKey(s.id()))
                    .map(SnapshotGroup::of)
                    .collect(Collectors.toSet());
            return snapshots.stream()
                    .filter(s -> !committed.containsKey(s.id()))
                    .filter(s -> since.filter(s.committedAt()::isBefore).isEmpty())
                    .filter(s ->
                            atWork.filter(at -> !s.committedAt().isBefore(at)).isEmpty())
                    .filter(s -> ours.contains(SnapshotGroup.of(s)))
                    .map(Snapshot::id)
                    .collect(Collectors.toSet());
        }
    }

    Known of(PlanName plan) {
        Map<SnapshotId, Instant> committed = new HashMap<>();
        Optional<Instant> since = Optional.empty();
        Optional<Instant> atWork = Optional.empty();
        var ofPlan = new RunStore.Filter(
                Optional.of(RunKind.BACKUP), Optional.of(plan.value()), Optional.empty(), Optional.empty());
        Optional<RunId> before = Optional.empty();
        List<Run> page;
        do {
            page = runs.list(ofPlan, before, PAGE);
            for (Run run : page) {
                Instant began = run.startedAt().orElse(run.scheduledFor());
                Optional<SnapshotId> snapshot = snapshot(run);
                if (snapshot.isPresent()) {
                    committed.put(snapshot.get(), run.endedAt().orElse(began));
                    since = earlier(since, began);
                }
                if (run.state() == RunState.RUNNING) {
                    atWork = earlier(atWork, began);
                }
            }
            before = page.isEmpty() ? before : Optional.of(page.getLast().id());
        } while (page.size() == PAGE);
        return new Known(committed, since, atWork);
    }

    private static Optional<Instant> earlier(Optional<Instant> known, Instant other) {
        return Optional.of(known.filter(other::isAfter).orElse(other));
    }

    /** The snapshot that a run made, complete or not. */
    static Optional<SnapshotId> snapshot(Run run) {
        return run.state() == RunState.SUCCEEDED || run.state() == RunState.WARNING
                ? run.outcome()
                        .map(Json::parse)
                        .map(o -> o.path("snapshot"))
                        .filter(JsonNode::isTextual)
                        .map(s -> new SnapshotId(s.asText()))
                : Optional.empty();
    }
}
