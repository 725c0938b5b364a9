package dev.hikae.scheduler;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.Ids;
import dev.hikae.config.id.RunId;
import dev.hikae.config.plan.Schedule;
import dev.hikae.config.text.Messages;
import dev.hikae.config.text.Text;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;

/** Puts runs into the store: for people at once, for schedules when they fire, and for firings that were missed. */
public final class Planner {
    private final RunStore store;
    private final RunListener listener;
    private final InstantSource clock;
    private final Ids ids;
    private final Waiting workers;

    /** @param workers woken for each planned run */
    public Planner(RunStore store, RunListener listener, InstantSource clock, Ids ids, Waiting workers) {
        this.store = store;
        this.listener = listener;
        this.clock = clock;
        this.ids = ids;
        this.workers = workers;
    }

    /** Plans a run now. The same id with the same request again returns the run that is there. */
    public Run request(RunNow request) {
        Run run = planned(request, clock.instant());
        return put(run) ? run : already(request);
    }

    private Run already(RunNow request) {
        return store.find(request.id())
                .filter(r -> r.kind().equals(request.kind())
                        && r.subject().equals(request.subject())
                        && r.parameters().equals(request.parameters()))
                .orElseThrow(() -> new HikaeException(SchedulerError.RUN_ID_TAKEN, request.id()));
    }

    /** Plans the run of a schedule that is due at this time; false when it is planned already. */
    boolean firing(Published due, Instant at, Instant startBy) {
        return put(scheduled(due, at, startBy));
    }

    /** Records that the run due at this time did not happen; false when there is one. */
    boolean missed(Published due, Instant at) {
        Run run = scheduled(due, at, at.plus(due.schedule().startWindow()));
        String why = sentence(SchedulerError.FIRING_MISSED, at);
        Run missed = ended(run, RunState.MISSED, clock.instant(), SchedulerError.FIRING_MISSED, why);
        boolean stored = put(missed);
        if (stored) {
            listener.ended(missed);
        }
        return stored;
    }

    static String sentence(SchedulerError code, Object... params) {
        return Messages.render(Text.of(code.bundle(), "error." + code.id(), params), Locale.ENGLISH);
    }

    private boolean put(Run run) {
        if (!store.plan(run)) {
            return false;
        }
        listener.planned(run);
        workers.wake();
        return true;
    }

    private static Run planned(RunNow r, Instant now) {
        Instant startBy = now.plus(r.startWindow());
        return run(
                r.id(),
                r.kind(),
                r.subject(),
                Optional.empty(),
                now,
                startBy,
                r.requestedBy(),
                r.parameters(),
                r.attempts(),
                r.backoff());
    }

    private Run scheduled(Published due, Instant at, Instant startBy) {
        Schedule s = due.schedule();
        return run(
                ids.run(),
                due.kind(),
                due.subject(),
                Optional.of(due.name()),
                at,
                startBy,
                "schedule",
                due.parameters(),
                s.attempts(),
                s.backoff());
    }

    private static Run run(
            RunId id,
            String kind,
            String subject,
            Optional<String> schedule,
            Instant at,
            Instant startBy,
            String by,
            String parameters,
            int attempts,
            Duration backoff) {
        return new Run(
                id,
                kind,
                subject,
                schedule,
                at,
                startBy,
                by,
                parameters,
                RunState.PLANNED,
                0,
                Math.max(1, attempts),
                backoff.toMillis(),
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false);
    }

    private static Run ended(Run r, RunState state, Instant at, SchedulerError code, String why) {
        return new Run(
                r.id(),
                r.kind(),
                r.subject(),
                r.schedule(),
                r.scheduledFor(),
                r.startBy(),
                r.requestedBy(),
                r.parameters(),
                state,
                r.attempts(),
                r.maxAttempts(),
                r.backoffMillis(),
                r.fencingToken(),
                r.startedAt(),
                Optional.of(at),
                r.leaseUntil(),
                r.nextAttemptAt(),
                r.outcome(),
                Optional.of(code.id()),
                Optional.of(why),
                r.cancelRequested());
    }
}
