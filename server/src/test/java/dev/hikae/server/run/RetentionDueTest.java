package dev.hikae.server.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.config.id.Ids;
import dev.hikae.config.id.PlanName;
import dev.hikae.config.id.RepositoryName;
import dev.hikae.config.id.SnapshotId;
import dev.hikae.config.load.ConfigurationLoader;
import dev.hikae.config.plan.PlanRevision;
import dev.hikae.scheduler.Run;
import dev.hikae.scheduler.RunState;
import dev.hikae.scheduler.SetClock;
import dev.hikae.server.catalogue.Catalogue;
import dev.hikae.server.catalogue.DataFolder;
import dev.hikae.server.catalogue.JdbiRunStore;
import dev.hikae.server.catalogue.Revisions;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When retention is asked for, and what the runs in the catalogue say of snapshots. */
final class RetentionDueTest {
    private static final PlanName DOCS = new PlanName("docs");
    private static final String SNAPSHOT = "snap_00000000-0000-7000-8000-000000000001";
    private static final String MADE = "{\"snapshot\":\"" + SNAPSHOT + "\",\"behind\":{}}";

    private final SetClock clock = new SetClock("2026-04-01T00:00:00Z");
    private final Ids ids = new Ids(clock, new SecureRandom());
    private final DataFolder folder;
    private final Catalogue catalogue;
    private final JdbiRunStore runs;
    private final InForce inForce;
    private final RetentionDue due;
    private final List<PlanName> asked = new ArrayList<>();

    RetentionDueTest(@TempDir Path dir) {
        folder = DataFolder.hold(dir.resolve("data"));
        catalogue = Catalogue.open(folder, clock);
        runs = new JdbiRunStore(catalogue);
        inForce = new InForce(new Revisions(catalogue));
        due = new RetentionDue(runs, inForce);
        plan("{keep_daily: 7}");
    }

    @AfterEach
    void close() {
        catalogue.close();
        folder.close();
    }

    private void plan(String retention) {
        var plan = new ConfigurationLoader((cron, zone) -> Optional.empty())
                .plan("""
                        name: docs
                        repository: main
                        source: {roots: [/srv/data]}
                        schedule: {cron: "0 0 1 * * ?"}
                        objectives: {rto: 4h, rpo: 1d}
                        retention: %s
                        """.formatted(retention), Path.of("docs.yml"));
        var revision = PlanRevision.of(plan);
        new Revisions(catalogue)
                .apply(
                        List.of(new Revisions.Draft(
                                Revisions.Kind.PLAN, "docs", revision.sha256(), revision.canonical())),
                        clock.instant(),
                        "ann");
    }

    private Run running(String kind, String subject) {
        clock.advance(Duration.ofSeconds(1));
        Instant now = clock.instant();
        Run run = new Run(
                ids.run(),
                kind,
                subject,
                Optional.empty(),
                now,
                now,
                "olga",
                "{}",
                RunState.PLANNED,
                0,
                1,
                0,
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false);
        assertTrue(runs.plan(run));
        return runs.claim("n", now, Duration.ofHours(1)).orElseThrow();
    }

    private Run end(Run run, RunState state, String outcome) {
        clock.advance(Duration.ofSeconds(1));
        assertTrue(runs.finish(
                run.id(),
                run.fencingToken(),
                state,
                clock.instant(),
                Optional.of(outcome),
                Optional.empty(),
                Optional.empty()));
        return runs.find(run.id()).orElseThrow();
    }

    private Run backup(RunState state, String outcome) {
        return end(running(RunKind.BACKUP, "docs"), state, outcome);
    }

    private List<PlanName> tick() {
        asked.clear();
        due.tick(asked::add);
        return asked;
    }

    @Test
    void aBackupThatMadeASnapshot_isFollowedByOneRetention() {
        assertEquals(List.of(), tick());
        due.ended(backup(RunState.WARNING, MADE));
        due.ended(backup(RunState.SUCCEEDED, MADE));
        assertEquals(List.of(DOCS), tick());
        assertEquals(List.of(), tick());
        due.ended(backup(RunState.FAILED, "{}"));
        due.ended(end(running(RunKind.REPLICATION, "main"), RunState.SUCCEEDED, "{}"));
        assertEquals(List.of(), tick());
    }

    @Test
    void aPlanWithoutRules_asksForNone() {
        plan("{keep_verified: 3}");
        due.ended(backup(RunState.SUCCEEDED, MADE));
        assertEquals(List.of(), tick());
    }

    @Test
    void whileSomethingMayBeReading_orTheLastOneIsAtWork_itWaits() {
        for (String kind : List.of(RunKind.RESTORE, RunKind.RESTORE_TEST, RunKind.DRILL)) {
            Run reader = running(kind, "anything");
            due.ended(backup(RunState.SUCCEEDED, MADE));
            assertEquals(List.of(), tick(), kind);
            end(reader, RunState.SUCCEEDED, "{}");
            assertEquals(List.of(DOCS), tick(), kind);
        }
        due.ended(backup(RunState.SUCCEEDED, MADE));
        Run before = running(RunKind.RETENTION, "docs");
        assertEquals(List.of(), tick());
        end(before, RunState.FAILED, "{}");
        assertEquals(List.of(DOCS), tick());
    }

    @Test
    void aRetentionThatLeftARegionBehind_isCaughtUp() {
        var catchUp = new CatchUp(runs, inForce, clock);
        List<RepositoryName> repositories = new ArrayList<>();
        catchUp.ended(end(running(RunKind.RETENTION, "docs"), RunState.SUCCEEDED, "{\"behind\":{}}"));
        catchUp.ended(end(running(RunKind.RETENTION, "docs"), RunState.SUCCEEDED, "{\"forgotten\":0}"));
        catchUp.tick(repositories::add);
        assertEquals(List.of(), repositories);
        catchUp.ended(end(running(RunKind.RETENTION, "docs"), RunState.SUCCEEDED, "{\"behind\":{\"osaka\":\"down\"}}"));
        catchUp.tick(repositories::add);
        assertEquals(List.of(new RepositoryName("main")), repositories);
    }

    @Test
    void runsTellWhatTheyMadeAndWhen_alsoBeyondOnePage() {
        Run first = running(RunKind.BACKUP, "docs");
        end(first, RunState.SUCCEEDED, MADE);
        Instant ended = clock.instant();
        for (int i = 0; i < 600; i++) {
            backup(RunState.FAILED, "{}");
        }
        Run atWork = running(RunKind.BACKUP, "docs");
        var known = new BackupsMade(runs).of(DOCS);
        assertEquals(Map.of(new SnapshotId(SNAPSHOT), ended), known.committed());
        assertEquals(runs.find(first.id()).orElseThrow().startedAt(), known.since());
        assertEquals(runs.find(atWork.id()).orElseThrow().startedAt(), known.atWork());
        assertEquals(Map.of(), new BackupsMade(runs).of(new PlanName("other")).committed());
    }
}
