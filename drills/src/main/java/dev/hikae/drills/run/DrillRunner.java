package dev.hikae.drills.run;

import static dev.hikae.drills.run.Outcome.text;

import dev.hikae.config.runbook.Step;
import dev.hikae.config.runbook.Step.Action;
import dev.hikae.config.text.Text;
import dev.hikae.drills.run.DrillEvent.Kind;
import dev.hikae.engine.Cancellation;
import dev.hikae.engine.Repository;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.random.RandomGenerator;

/**
 * Runs drills.
 *
 * <p>Steps run one at a time, as written, each after those that it waits for. A criterion that does not hold, and a
 * refused approval, stop the drill: after that only {@code always} steps run. A failed observation stops only what
 * waits for it. Whatever happens, the isolated place is destroyed at the end. Safe for several drills at once.
 */
public final class DrillRunner {
    private final InstantSource clock;
    private final RandomGenerator random;
    private final ThreadFactory threads;
    private final IsolatedPlaces places;
    private final Pace pace;

    /**
     * Makes one.
     *
     * @param random draws recovery points; the service gives a {@link java.security.SecureRandom}
     * @param threads for the attempts of steps, one each
     */
    public DrillRunner(
            InstantSource clock, RandomGenerator random, ThreadFactory threads, IsolatedPlaces places, Pace pace) {
        this.clock = clock;
        this.random = random;
        this.threads = threads;
        this.places = places;
        this.pace = pace;
    }

    /**
     * Runs one drill to its end and judges it; what goes wrong in a step is in the result.
     *
     * @param repository open; never closed here
     * @throws dev.hikae.config.error.HikaeException {@code HKE-4510} or {@code HKE-4511} for a runbook whose steps
     *     cannot be put in an order; nothing was run
     */
    public DrillResult run(
            DrillRequest request, Repository repository, Approvals approvals, DrillLog log, Cancellation cancellation) {
        List<Step> order = StepOrder.of(request.runbook().steps());
        var session = new DrillSession(request, clock, repository, places, log);
        return new Execution(session, new Actions(session, approvals, random, pace), cancellation).run(order);
    }

    /** One drill on its way. */
    private final class Execution {
        private final DrillSession session;
        private final Actions actions;
        private final Cancellation cancellation;
        private final Map<String, StepResult> results = new HashMap<>();
        private Optional<String> stoppedBy = Optional.empty();

        Execution(DrillSession session, Actions actions, Cancellation cancellation) {
            this.session = session;
            this.actions = actions;
            this.cancellation = cancellation;
        }

        DrillResult run(List<Step> order) {
            try {
                opening();
                order.forEach(this::step);
                boolean cancelled = cancellation.requested();
                if (cancelled) {
                    event(Kind.CANCELLED, text("cancelled"));
                }
                tidy();
                return session.result(inOrderOfRunbook(), cancelled);
            } finally {
                session.cleanUp(false);
            }
        }

        private void opening() {
            DrillRequest r = session.request;
            session.event(
                    Kind.DRILL_STARTED,
                    Optional.empty(),
                    r.startedBy(),
                    text(
                            "started",
                            r.runbook().type().name().toLowerCase(Locale.ROOT).replace('_', '-')));
            event(
                    Kind.OBJECTIVES_FROZEN,
                    text("frozen", r.objectives().rto(), r.objectives().rpo(), r.planSha256(), r.runbookSha256()));
        }

        private List<StepResult> inOrderOfRunbook() {
            return session.request.runbook().steps().stream()
                    .map(s -> Objects.requireNonNull(results.get(s.id())))
                    .toList();
        }

        private void step(Step step) {
            StepResult result =
                    reasonNotToRun(step).map(why -> notRun(step, why)).orElseGet(() -> attempts(step));
            results.put(step.id(), result);
            boolean decides = step.criterion() || step.action() instanceof Action.Approval;
            if (!result.succeeded() && decides && result.state() != StepState.NOT_RUN && stoppedBy.isEmpty()) {
                stoppedBy = Optional.of(step.title());
            }
        }

        private Optional<Text> reasonNotToRun(Step step) {
            if (step.always()) {
                return Optional.empty();
            }
            if (cancellation.requested()) {
                return Optional.of(text("not-run.cancelled"));
            }
            return stoppedBy.map(by -> text("not-run.stopped", by)).or(() -> step.after().stream()
                    .map(results::get)
                    .filter(r -> r != null && !r.succeeded())
                    .map(r -> text("not-run.after", r.step().title()))
                    .findFirst());
        }

        private StepResult notRun(Step step, Text why) {
            event(Kind.STEP_NOT_RUN, step, why);
            return new StepResult(step, StepState.NOT_RUN, Optional.empty(), Optional.empty(), Duration.ZERO, 0, why);
        }

        private StepResult attempts(Step step) {
            Instant started = session.now();
            long nanos = System.nanoTime();
            int attempt = 1;
            Outcome outcome = attempt(step, attempt);
            while (again(step, outcome, attempt)) {
                event(Kind.STEP_RETRIED, step, text("step.retry", attempt, pace.retry()));
                event(Kind.STEP_RETRIED, step, outcome.text());
                pause();
                attempt++;
                outcome = attempt(step, attempt);
            }
            Instant ended = session.now();
            event(kind(outcome.state()), step, outcome.text());
            return new StepResult(
                    step,
                    outcome.state(),
                    Optional.of(started),
                    Optional.of(ended),
                    Duration.ofNanos(System.nanoTime() - nanos),
                    attempt,
                    outcome.text());
        }

        private boolean again(Step step, Outcome outcome, int attempt) {
            return outcome.state() != StepState.SUCCEEDED
                    && !outcome.last()
                    && attempt <= step.retries()
                    && !cancellation.requested();
        }

        private Outcome attempt(Step step, int number) {
            event(Kind.STEP_STARTED, step, text("step.started", number));
            Instant from = session.now();
            Cancellation stop = step.always() ? Cancellation.NEVER : cancellation;
            Outcome outcome =
                    new Attempt(threads, limit(step), pace.grace(), stop).run(s -> actions.perform(step, number, s));
            if (step.action() instanceof Action.Approval || step.action() instanceof Action.Wait) {
                session.waited(from, session.now());
            }
            return outcome;
        }

        /** An approval ends by its own expiry, and a wait lasts as long as it says; their limits come after. */
        private Duration limit(Step step) {
            return switch (step.action()) {
                case Action.Approval a -> step.timeout().plus(pace.grace());
                case Action.Wait w -> w.duration().plus(pace.grace());
                case Action.Restore a -> step.timeout();
                case Action.Compare a -> step.timeout();
                case Action.Command a -> step.timeout();
                case Action.HttpCheck a -> step.timeout();
                case Action.RegionDown a -> step.timeout();
                case Action.RegionUp a -> step.timeout();
                case Action.CatchUp a -> step.timeout();
                case Action.CleanUp a -> step.timeout();
                case Action.Note a -> step.timeout();
            };
        }

        private void pause() {
            Instant from = session.now();
            try {
                Thread.sleep(pace.retry());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            session.waited(from, session.now());
        }

        /** A place that no step destroyed is destroyed now. Regions need nothing: only this run saw them down. */
        private void tidy() {
            if (!session.dirty()) {
                return;
            }
            DrillResult.CleanUp done = session.cleanUp(false);
            event(Kind.CLEANED_UP, text("clean-up.auto"));
            event(Kind.CLEANED_UP, Actions.cleanUpText(done));
        }

        private void event(Kind kind, Text text) {
            session.event(kind, Optional.empty(), DrillEvent.RUNNER, text);
        }

        private void event(Kind kind, Step step, Text text) {
            session.event(kind, Optional.of(step.id()), DrillEvent.RUNNER, text);
        }

        private static Kind kind(StepState state) {
            return switch (state) {
                case SUCCEEDED -> Kind.STEP_SUCCEEDED;
                case FAILED -> Kind.STEP_FAILED;
                case NOT_EVALUABLE -> Kind.STEP_NOT_EVALUABLE;
                case NOT_RUN -> Kind.STEP_NOT_RUN;
            };
        }
    }
}
