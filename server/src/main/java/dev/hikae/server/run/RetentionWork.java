package dev.hikae.server.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hikae.config.plan.Plan;
import dev.hikae.config.plan.Schedule;
import dev.hikae.engine.ForgetRequest;
import dev.hikae.engine.ForgetResult;
import dev.hikae.engine.Repository;
import dev.hikae.engine.Snapshot;
import dev.hikae.engine.retention.KeepRule;
import dev.hikae.engine.retention.RetentionDecision;
import dev.hikae.engine.retention.RetentionInput;
import dev.hikae.scheduler.CronTimes;
import dev.hikae.scheduler.Run;
import dev.hikae.scheduler.RunState;
import dev.hikae.scheduler.Work;
import dev.hikae.server.catalogue.TestResults;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Decides by a plan's rules which of its snapshots are kept, and forgets the others; a dry run only decides.
 *
 * <p>What restore tests have proven is known here, and which snapshots runs have made, and when.
 */
public final class RetentionWork implements Work {
    private static final Duration SHORTEST_WINDOW = Duration.ofHours(1);

    /** Times looked ahead for the shortest distance of two: a week of hourly backups, and months of daily ones. */
    private static final int TIMES = 200;

    private final InForce inForce;
    private final RepositoryPool pool;
    private final RunEvents events;
    private final TestResults tests;
    private final BackupsMade made;
    private final InstantSource clock;

    public RetentionWork(
            InForce inForce,
            RepositoryPool pool,
            RunEvents events,
            TestResults tests,
            BackupsMade made,
            InstantSource clock) {
        this.inForce = inForce;
        this.pool = pool;
        this.events = events;
        this.tests = tests;
        this.made = made;
        this.clock = clock;
    }

    @Override
    public String kind() {
        return RunKind.RETENTION;
    }

    @Override
    public Result attempt(Run run, Context context) {
        Parameters.Retention asked = Parameters.of(run, Parameters.Retention.class);
        Plan plan = inForce.plan(asked.plan(), asked.revision()).value();
        return pool.use(plan.repository(), run, repository -> {
            RetentionDecision decision = decide(plan, repository);
            Optional<ForgetResult> done = asked.dryRun() || decision.forgotten().isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            repository.forget(request(plan, run, decision), Endings.control(run, context, events)));
            return result(decision, Outcomes.of(decision, asked.dryRun(), done));
        });
    }

    private RetentionDecision decide(Plan plan, Repository repository) {
        // Snapshots before runs: the run of each that is listed has then ended, or is at work.
        List<Snapshot> snapshots = repository.snapshots().stream()
                .filter(s -> s.plan().filter(plan.name().value()::equals).isPresent())
                .toList();
        BackupsMade.Known known = made.of(plan.name());
        Instant now = clock.instant();
        return RetentionDecision.of(new RetentionInput(
                snapshots,
                known.committed(),
                known.outOfBand(snapshots),
                tests.passed(plan.repository()),
                plan.retention(),
                window(plan.schedule(), now),
                now,
                plan.schedule().zone()));
    }

    /** The shortest distance of two runs of the schedule. */
    static Duration window(Schedule schedule, Instant now) {
        List<Instant> times = new CronTimes(schedule.cron(), schedule.zone()).upcoming(now, TIMES);
        Duration shortest = Duration.ofDays(1);
        for (int i = 1; i < times.size(); i++) {
            Duration distance = Duration.between(times.get(i - 1), times.get(i));
            shortest = i == 1 || distance.compareTo(shortest) < 0 ? distance : shortest;
        }
        return shortest.compareTo(SHORTEST_WINDOW) < 0 ? SHORTEST_WINDOW : shortest;
    }

    private static ForgetRequest request(Plan plan, Run run, RetentionDecision decision) {
        return new ForgetRequest(
                decision.forgotten().stream().map(f -> f.snapshot().id()).toList(),
                "retention of plan " + plan.name() + ", " + run.id());
    }

    private static Result result(RetentionDecision decision, ObjectNode outcome) {
        long strangers =
                decision.kept().stream().filter(k -> k.by(KeepRule.OUT_OF_BAND)).count();
        return strangers == 0
                ? Endings.succeeded(outcome)
                : Endings.ended(RunState.WARNING, outcome, RunError.OUT_OF_BAND, strangers);
    }
}
