package dev.hikae.server.page;

import dev.hikae.config.plan.Plan;
import dev.hikae.scheduler.Run;
import dev.hikae.scheduler.RunState;
import dev.hikae.scheduler.RunStore.Filter;
import dev.hikae.server.catalogue.TestResults;
import dev.hikae.server.page.PageData.PlanRow;
import dev.hikae.server.run.PlanStatuses;
import dev.hikae.server.run.RunKind;
import dev.hikae.server.run.RunMachinery;
import dev.hikae.verify.RpoExposure;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Each plan's standing, from the catalogue alone: looking at the overview unlocks no key. */
final class PlanRows {
    private static final int TESTS = 20;

    private final RunMachinery machinery;
    private final PlanStatuses statuses;
    private final InstantSource clock;

    PlanRows(RunMachinery machinery, PlanStatuses statuses, InstantSource clock) {
        this.machinery = machinery;
        this.statuses = statuses;
        this.clock = clock;
    }

    List<PlanRow> all() {
        return machinery.inForce().plans().stream().map(c -> row(c.value())).toList();
    }

    private PlanRow row(Plan plan) {
        PlanStatuses.Status status = statuses.of(plan);
        Optional<String> verdict = machinery.testResults().ofPlan(plan.name(), TESTS).stream()
                .filter(r -> !r.negativeControl())
                .map(TestResults.Result::verdict)
                .findFirst();
        boolean proven = status.lastVerified()
                        .filter(v -> clock.instant().isBefore(v.staleAt()))
                        .isPresent()
                && verdict.filter("passed"::equals).isPresent();
        return new PlanRow(
                plan.name().value(),
                plan.description(),
                plan.repository().value(),
                plan.objectives().rto(),
                plan.objectives().rpo(),
                status.lastBackup().flatMap(PlanStatuses.Backup::endedAt),
                status.rpoExposure().exposure(),
                status.rpoExposure().level() != RpoExposure.Level.COMPLIANT,
                verdict,
                status.lastVerified().map(PlanStatuses.Verified::at),
                status.lastVerified().map(PlanStatuses.Verified::staleAt),
                proven,
                status.nextRun(),
                status.overdue(),
                newestEnded(plan.name().value())
                        .filter(r -> r.state() != RunState.SUCCEEDED)
                        .flatMap(Run::error));
    }

    /** One run of a plan goes on at a time, so that the newest two hold the newest that has ended. */
    private Optional<Run> newestEnded(String plan) {
        Filter backups = new Filter(Optional.of(RunKind.BACKUP), Optional.of(plan), Optional.empty(), Optional.empty());
        return machinery.service().list(backups, Optional.empty(), 2).stream()
                .filter(r -> r.state().ended())
                .findFirst();
    }
}
