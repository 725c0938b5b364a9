package dev.hikae.drills.run;

import dev.hikae.config.id.PlanName;
import dev.hikae.config.id.RunId;
import dev.hikae.config.id.RunbookName;
import dev.hikae.config.plan.Objectives;
import dev.hikae.config.plan.Probe;
import dev.hikae.config.plan.RestoreTestPolicy.Selection;
import dev.hikae.config.runbook.DrillType;
import dev.hikae.config.runbook.Runbook;
import dev.hikae.config.runbook.Step;
import dev.hikae.config.runbook.Step.Action;
import dev.hikae.engine.Cancellation;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** A runner on a fake repository with a clock that only moves when told, and a runbook in the making. */
final class DrillRig {
    static final Instant START = Instant.parse("2026-11-20T01:00:00Z");
    static final String STARTER = "tanaka";

    final FakeRepository repository = new FakeRepository();
    private volatile Instant now = START;
    final List<DrillEvent> streamed = new ArrayList<>();
    final List<Step> steps = new ArrayList<>();
    final List<Probe.Freshness> freshness = new ArrayList<>();
    final Path sandboxes;
    DrillType type = DrillType.TEST_FAILOVER;
    Objectives objectives = new Objectives(Duration.ofMinutes(30), Duration.ofHours(1));
    Approvals approvals = request -> new Approvals.Answer.Approved("suzuki", "ok", request.requestedAt());
    Cancellation cancellation = Cancellation.NEVER;

    DrillRig(Path sandboxes) {
        this.sandboxes = sandboxes;
    }

    /** Called by one step at a time. */
    @SuppressWarnings("NonAtomicVolatileUpdate")
    void pass(Duration time) {
        now = now.plus(time);
    }

    Instant now() {
        return now;
    }

    Step step(String id, Action action, String... after) {
        return new Step(id, id, List.of(after), Duration.ofSeconds(10), 0, true, false, action);
    }

    DrillRig criterion(String id, Action action, String... after) {
        steps.add(step(id, action, after));
        return this;
    }

    DrillRig observation(String id, Action action, String... after) {
        Step s = step(id, action, after);
        steps.add(new Step(s.id(), s.title(), s.after(), s.timeout(), 0, false, false, action));
        return this;
    }

    DrillRig always(String id, Action action) {
        steps.add(new Step(id, id, List.of(), Duration.ofSeconds(10), 0, false, true, action));
        return this;
    }

    /** The last step, with another limit and retries. */
    DrillRig with(Duration timeout, int retries) {
        Step s = steps.removeLast();
        steps.add(new Step(s.id(), s.title(), s.after(), timeout, retries, s.criterion(), s.always(), s.action()));
        return this;
    }

    static Action.Restore newest() {
        return new Action.Restore(new Selection.Newest(), Optional.empty(), List.of());
    }

    static Action.Command shell(String script) {
        return new Action.Command(List.of("sh", "-c", script), 0, Optional.empty());
    }

    DrillRequest request() {
        return new DrillRequest(
                new RunId("run_019ab3c0-0000-7000-8000-000000000007"),
                new Runbook(
                        new RunbookName("tokyo-loss"),
                        "Loss of Tokyo",
                        "Tokyo is gone.",
                        type,
                        new PlanName("orders"),
                        Optional.empty(),
                        List.of(),
                        steps),
                objectives,
                "11bb".repeat(16),
                "22cc".repeat(16),
                STARTER,
                freshness);
    }

    DrillResult run() {
        var runner = new DrillRunner(
                this::now,
                new Random(7),
                Thread.ofPlatform().daemon().factory(),
                new SandboxPlaces(sandboxes, this::now),
                new Pace(Duration.ofMillis(20), Duration.ofMillis(10), Duration.ofSeconds(5)));
        return runner.run(request(), repository, approvals, streamed::add, cancellation);
    }

    static StepResult of(DrillResult result, String id) {
        return result.steps().stream()
                .filter(s -> s.step().id().equals(id))
                .findFirst()
                .orElseThrow();
    }
}
