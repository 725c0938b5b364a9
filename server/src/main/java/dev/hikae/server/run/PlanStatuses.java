package dev.hikae.server.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.RunId;
import dev.hikae.config.id.SnapshotId;
import dev.hikae.config.json.Json;
import dev.hikae.config.plan.Plan;
import dev.hikae.scheduler.Run;
import dev.hikae.scheduler.RunState;
import dev.hikae.scheduler.RunStore;
import dev.hikae.scheduler.Schedules;
import dev.hikae.server.catalogue.TestResults;
import dev.hikae.verify.RpoExposure;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** How plans are doing, from the catalogue alone: it can be told while every region is down. */
public final class PlanStatuses {
    /** Backups looked back over for a usable recovery point. */
    private static final int LOOK_BACK = 100;

    private final RunStore runs;
    private final TestResults tests;
    private final Schedules schedules;
    private final InstantSource clock;

    public PlanStatuses(RunMachinery machinery, InstantSource clock) {
        this.runs = machinery.runs();
        this.tests = machinery.testResults();
        this.schedules = machinery.schedules();
        this.clock = clock;
    }

    /**
     * How one plan is doing.
     *
     * @param rpoExposure of the newest usable recovery point: complete, and not failed in every region that holds it
     * @param lastBackup the newest that made a snapshot, complete or not
     * @param lastVerified the newest passed restore test
     * @param nextRun when the next backup is due
     * @param overdue whether backups have been without success for 1.25 periods
     */
    public record Status(
            RpoExposure rpoExposure,
            Optional<Backup> lastBackup,
            Optional<Verified> lastVerified,
            Optional<Instant> nextRun,
            boolean overdue) {}

    /** A backup that made a snapshot. */
    public record Backup(
            RunId run, SnapshotId snapshot, Instant capturedAt, Optional<Instant> endedAt, boolean complete) {}

    /** A restore test that passed, and until when that counts. */
    public record Verified(RunId run, SnapshotId snapshot, RegionName region, Instant at, Instant staleAt) {}

    /** A backup and who held its snapshot at its end. */
    private record Made(Backup backup, List<RegionName> heldBy) {}

    public Status of(Plan plan) {
        String name = plan.name().value();
        List<Made> made = made(name);
        Optional<Instant> newest = made.stream()
                .filter(this::usable)
                .map(m -> m.backup().capturedAt())
                .findFirst();
        return new Status(
                RpoExposure.of(newest, plan.objectives().rpo(), clock.instant()),
                made.stream().map(Made::backup).findFirst(),
                tests.lastVerified(plan.name())
                        .map(c -> new Verified(c.run(), c.snapshot(), c.region(), c.at(), c.staleAt())),
                schedules.upcoming(RunKind.BACKUP, name, 1).stream().findFirst(),
                schedules.overdue(RunKind.BACKUP, name));
    }

    /** Newest first. */
    private List<Made> made(String plan) {
        return Stream.of(RunState.SUCCEEDED, RunState.WARNING)
                .flatMap(state -> runs
                        .list(
                                new RunStore.Filter(
                                        Optional.of(RunKind.BACKUP),
                                        Optional.of(plan),
                                        Optional.of(state),
                                        Optional.empty()),
                                Optional.empty(),
                                LOOK_BACK)
                        .stream())
                .flatMap(run -> made(run).stream())
                .sorted((a, b) -> b.backup().capturedAt().compareTo(a.backup().capturedAt()))
                .toList();
    }

    private static Optional<Made> made(Run run) {
        return run.outcome().map(Json::parse).filter(o -> o.has("snapshot")).map(o -> made(run, o));
    }

    private static Made made(Run run, JsonNode outcome) {
        List<RegionName> heldBy = StreamSupport.stream(outcome.path("held_by").spliterator(), false)
                .map(region -> new RegionName(region.asText()))
                .toList();
        Backup backup = new Backup(
                run.id(),
                new SnapshotId(outcome.path("snapshot").asText()),
                Instant.parse(outcome.path("captured_at").asText()),
                run.endedAt(),
                outcome.path("complete").asBoolean());
        return new Made(backup, heldBy);
    }

    private boolean usable(Made made) {
        return made.backup().complete()
                && made.heldBy().stream()
                        .anyMatch(region -> !tests.failed(made.backup().snapshot(), region));
    }
}
