package dev.hikae.scheduler;

import dev.hikae.config.error.Failure;
import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RunId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims runs and does them, a bounded number at a time, each attempt on a thread of its own.
 *
 * <p>A loop of rounds: renew leases, take back runs whose lease ended, end what waited too long, claim. Whoever lost
 * its lease stops and changes nothing more: every change of the row names its fencing token.
 */
public final class Worker {
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
    private static final int WAITING_LOOKED_AT = 1_000;

    /**
     * How a worker works.
     *
     * @param node its name in attempts
     * @param lease how long a run is ours without a renewal
     * @param poll pause between rounds; at most a third of the lease
     * @param concurrency attempts at a time
     */
    public record Settings(String node, Duration lease, Duration poll, int concurrency) {
        public static Settings of(String node) {
            return new Settings(node, Duration.ofSeconds(30), Duration.ofSeconds(1), 4);
        }
    }

    private final RunStore store;
    private final Map<String, Work> works;
    private final RunListener listener;
    private final Settings settings;
    private final InstantSource clock;
    private final ThreadFactory threads;
    private final Waiting waiting;
    private final Map<RunId, ActiveAttempt> active = new ConcurrentHashMap<>();
    private volatile boolean stopping;
    private @Nullable Thread loop;

    /** @param waiting woken by whoever plans a run */
    public Worker(
            RunStore store,
            List<Work> works,
            RunListener listener,
            Settings settings,
            InstantSource clock,
            ThreadFactory threads,
            Waiting waiting) {
        this.store = store;
        this.works = works.stream().collect(Collectors.toUnmodifiableMap(Work::kind, Function.identity()));
        this.listener = listener;
        this.settings = settings;
        this.clock = clock;
        this.threads = threads;
        this.waiting = waiting;
    }

    /**
     * Starts the loop.
     *
     * @param alone whether no other process works on this store: then every running row is an orphan, taken back at once
     */
    public synchronized void start(boolean alone) {
        if (alone) {
            reap(Instant.MAX);
        }
        Thread started = threads.newThread(this::loop);
        loop = started;
        started.start();
    }

    private void loop() {
        while (!stopping) {
            try {
                round();
            } catch (RuntimeException e) {
                LOG.error("a round of the worker failed; the next one follows", e);
            }
            try {
                waiting.await(settings.poll());
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** One round of the loop. */
    void round() {
        active.values().forEach(this::keep);
        reap(clock.instant());
        endWaiting();
        claim();
    }

    private void keep(ActiveAttempt attempt) {
        if (attempt.renew()
                && store.find(attempt.run.id()).filter(Run::cancelRequested).isPresent()) {
            attempt.stop(ActiveAttempt.Stop.CANCELLED);
        }
    }

    private void reap(Instant leaseEndedBy) {
        for (Run run : store.reapAbandoned(leaseEndedBy, clock.instant())) {
            LOG.warn("run {} was left by its node after attempt {}", run.id(), run.attempts());
            if (run.state().ended()) {
                tell(() -> listener.ended(run));
            } else {
                tell(() -> listener.retrying(run, Planner.sentence(SchedulerError.ABANDONED, run.id())));
            }
        }
    }

    /** Ends planned runs that were cancelled, or whose start window passed before their first attempt. */
    private void endWaiting() {
        Instant now = clock.instant();
        var planned = new RunStore.Filter(
                Optional.empty(), Optional.empty(), Optional.of(RunState.PLANNED), Optional.empty());
        for (Run run : store.list(planned, Optional.empty(), WAITING_LOOKED_AT)) {
            if (run.cancelRequested()) {
                end(run, RunState.CANCELLED, now, Planner.sentence(SchedulerError.CANCELLED, run.id()));
            } else if (run.attempts() == 0 && now.isAfter(run.startBy())) {
                String why = Planner.sentence(SchedulerError.WINDOW_PASSED, run.scheduledFor(), run.startBy());
                end(run, RunState.EXPIRED, now, why);
            }
        }
    }

    private void end(Run run, RunState state, Instant now, String why) {
        if (store.endUnstarted(run.id(), state, now, why)) {
            tellEnded(run.id());
        }
    }

    private void claim() {
        while (!stopping && active.size() < settings.concurrency()) {
            Optional<Run> claimed = store.claim(settings.node(), clock.instant(), settings.lease());
            if (claimed.isEmpty()) {
                return;
            }
            begin(claimed.get());
        }
    }

    private void begin(Run run) {
        ActiveAttempt attempt = new ActiveAttempt(run, store, clock, settings.lease());
        active.put(run.id(), attempt);
        Thread thread = threads.newThread(() -> work(attempt));
        attempt.runningOn(thread);
        thread.start();
    }

    private void work(ActiveAttempt attempt) {
        try {
            end(attempt, attempt(attempt));
        } catch (RuntimeException e) {
            LOG.error("run {} could not be ended; its lease will end", attempt.run.id(), e);
        } finally {
            active.remove(attempt.run.id());
            waiting.wake();
        }
    }

    /** What came of an attempt that did not return a result. */
    private sealed interface Outcome {
        record Returned(Work.Result result) implements Outcome {}

        record Threw(String code, String error, boolean tryAgain) implements Outcome {}
    }

    private Outcome attempt(ActiveAttempt attempt) {
        Run run = attempt.run;
        try {
            Work work = Optional.ofNullable(works.get(run.kind())).orElseThrow(() -> noSuchWork(run.kind()));
            listener.starting(run, run.attempts());
            return new Outcome.Returned(work.attempt(run, attempt));
        } catch (HikaeException e) {
            LOG.warn("attempt {} of run {} failed", run.attempts(), run.id(), e);
            return new Outcome.Threw(
                    e.code().id(),
                    String.valueOf(e.getMessage()),
                    mayHelp(e.code().failure()));
        } catch (RuntimeException | Error e) {
            LOG.error("attempt {} of run {} failed at a defect", run.attempts(), run.id(), e);
            String error = SchedulerError.DEFECT.id() + ": "
                    + Planner.sentence(SchedulerError.DEFECT, run.id(), String.valueOf(e));
            return new Outcome.Threw(SchedulerError.DEFECT.id(), error, true);
        }
    }

    private HikaeException noSuchWork(String kind) {
        return new HikaeException(SchedulerError.NO_SUCH_WORK, kind, String.join(", ", new TreeSet<>(works.keySet())));
    }

    /** Whether another attempt may end better. */
    private static boolean mayHelp(Failure failure) {
        return switch (failure) {
            case FAILED, PARTIAL, CONFLICT, UNREACHABLE, STORAGE_FULL, TOO_MANY, CANCELLED -> true;
            case USAGE, INVALID, VERIFICATION, APPROVAL_PENDING, NOT_FOUND, UNAUTHENTICATED, FORBIDDEN, KEY_REFUSED ->
                false;
        };
    }

    private void end(ActiveAttempt attempt, Outcome outcome) {
        if (attempt.stoppedFor(ActiveAttempt.Stop.LEASE_LOST)) {
            LOG.warn("run {} was taken away; what this attempt did is not recorded", attempt.run.id());
            return;
        }
        switch (outcome) {
            case Outcome.Returned(Work.Result r)
            when r.state() != RunState.CANCELLED ->
                finish(attempt.run, r.state(), Optional.of(r.outcome()), r.errorCode(), r.error());
            case Outcome.Returned(Work.Result r) -> stopped(attempt, Optional.of(r.outcome()));
            case Outcome.Threw t when attempt.stopRequested() -> stopped(attempt, Optional.empty());
            case Outcome.Threw t -> failed(attempt.run, t);
        }
    }

    private void stopped(ActiveAttempt attempt, Optional<String> outcome) {
        Run run = attempt.run;
        if (!attempt.stoppedFor(ActiveAttempt.Stop.SERVICE)) {
            finish(run, RunState.CANCELLED, outcome, SchedulerError.CANCELLED);
        } else if (run.attempts() < run.maxAttempts()) {
            retry(run, clock.instant(), Planner.sentence(SchedulerError.STOPPED, run.id()));
        } else {
            finish(run, RunState.ABANDONED, outcome, SchedulerError.STOPPED);
        }
    }

    private void failed(Run run, Outcome.Threw failure) {
        if (failure.tryAgain() && run.attempts() < run.maxAttempts()) {
            retry(run, clock.instant().plus(backoff(run)), failure.error());
        } else {
            finish(run, RunState.FAILED, Optional.empty(), Optional.of(failure.code()), Optional.of(failure.error()));
        }
    }

    /** The run's pause, doubled for each further attempt, at most a day. */
    static Duration backoff(Run run) {
        long factor = 1L << Math.min(20, Math.max(0, run.attempts() - 1));
        long millis = Math.min(Duration.ofDays(1).toMillis(), run.backoffMillis());
        return Duration.ofMillis(Math.min(Duration.ofDays(1).toMillis(), millis * factor));
    }

    private void retry(Run run, Instant at, String error) {
        if (store.retry(run.id(), run.fencingToken(), clock.instant(), at, error)) {
            store.find(run.id()).ifPresent(r -> tell(() -> listener.retrying(r, error)));
        }
    }

    private void finish(Run run, RunState state, Optional<String> outcome, SchedulerError code) {
        finish(run, state, outcome, Optional.of(code.id()), Optional.of(Planner.sentence(code, run.id())));
    }

    private void finish(
            Run run, RunState state, Optional<String> outcome, Optional<String> code, Optional<String> error) {
        if (store.finish(run.id(), run.fencingToken(), state, clock.instant(), outcome, code, error)) {
            tellEnded(run.id());
        } else {
            LOG.warn("run {} was taken away before it could be ended as {}", run.id(), state);
        }
    }

    private void tellEnded(RunId run) {
        store.find(run).ifPresent(r -> tell(() -> listener.ended(r)));
    }

    /** The change is made already: a listener that fails must not stop the worker. */
    private static void tell(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException e) {
            LOG.error("a listener of runs failed", e);
        }
    }

    /** Asks a run to stop; throws when there is none or it has ended. */
    public void cancel(RunId run) {
        if (!store.requestCancel(run)) {
            throw store.find(run)
                    .map(r -> new HikaeException(
                            SchedulerError.RUN_ENDED, run, r.state().name().toLowerCase(Locale.ROOT)))
                    .orElseGet(() -> new HikaeException(SchedulerError.RUN_NOT_FOUND, run));
        }
        Optional.ofNullable(active.get(run)).ifPresent(a -> a.stop(ActiveAttempt.Stop.CANCELLED));
        waiting.wake();
    }

    /** How many attempts are at work here. */
    public int activeCount() {
        return active.size();
    }

    /**
     * Claims nothing more, asks all attempts to stop and waits for them; then interrupts those that did not.
     *
     * @return whether all ended in time; the others' leases end by themselves
     */
    public synchronized boolean stop(Duration grace) throws InterruptedException {
        stopping = true;
        active.values().forEach(a -> a.stop(ActiveAttempt.Stop.SERVICE));
        waiting.wake();
        Thread stopped = loop;
        if (stopped != null) {
            stopped.join(grace);
        }
        active.values().forEach(a -> a.stop(ActiveAttempt.Stop.SERVICE));
        if (awaitIdle(grace)) {
            return true;
        }
        active.values().forEach(ActiveAttempt::interrupt);
        return awaitIdle(Duration.ofSeconds(2));
    }

    /** Waits until no attempt is at work. */
    boolean awaitIdle(Duration atMost) throws InterruptedException {
        long until = System.nanoTime() + atMost.toNanos();
        while (!active.isEmpty()) {
            if (System.nanoTime() - until > 0) {
                return false;
            }
            Thread.sleep(5);
        }
        return true;
    }
}
