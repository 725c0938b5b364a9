package dev.hikae.scheduler;

import dev.hikae.config.id.RunId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Runs in memory; one lock. */
public final class MemoryRunStore implements RunStore {
    private final Map<RunId, Run> runs = new TreeMap<>();
    private final List<Attempt> attempts = new ArrayList<>();
    private long tokens;

    @Override
    public synchronized boolean plan(Run run) {
        boolean taken = runs.containsKey(run.id())
                || runs.values().stream()
                        .anyMatch(r -> r.schedule().isPresent()
                                && r.schedule().equals(run.schedule())
                                && r.scheduledFor().equals(run.scheduledFor()));
        if (!taken) {
            runs.put(run.id(), run);
        }
        return !taken;
    }

    @Override
    public synchronized Optional<Run> claim(String node, Instant now, Duration lease) {
        Optional<Run> found = runs.values().stream()
                .filter(r -> r.state() == RunState.PLANNED && !r.cancelRequested())
                .filter(r -> !r.scheduledFor().isAfter(now))
                .filter(r -> r.nextAttemptAt().filter(n -> n.isAfter(now)).isEmpty())
                .filter(r -> r.attempts() > 0 || !now.isAfter(r.startBy()))
                .filter(r -> runs.values().stream().noneMatch(o -> running(o, r)))
                .min(Comparator.comparing(Run::scheduledFor).thenComparing(Run::id));
        found.ifPresent(r -> {
            attempts.add(new Attempt(
                    r.id(), r.attempts() + 1, node, now, Optional.empty(), RunState.RUNNING, Optional.empty()));
            runs.put(r.id(), claimed(r, now, now.plus(lease)));
        });
        return found.map(r -> runs.get(r.id()));
    }

    private static boolean running(Run other, Run run) {
        return other.state() == RunState.RUNNING
                && other.kind().equals(run.kind())
                && other.subject().equals(run.subject());
    }

    private Run claimed(Run r, Instant now, Instant leaseUntil) {
        return copy(
                r,
                RunState.RUNNING,
                r.attempts() + 1,
                ++tokens,
                r.startedAt().or(() -> Optional.of(now)),
                Optional.empty(),
                Optional.of(leaseUntil),
                Optional.empty(),
                r.outcome(),
                r.errorCode(),
                r.error(),
                false);
    }

    @Override
    public synchronized boolean renew(RunId run, long token, Instant now, Duration lease) {
        return change(
                run,
                token,
                r -> copy(
                        r,
                        r.state(),
                        r.attempts(),
                        r.fencingToken(),
                        r.startedAt(),
                        r.endedAt(),
                        Optional.of(now.plus(lease)),
                        r.nextAttemptAt(),
                        r.outcome(),
                        r.errorCode(),
                        r.error(),
                        r.cancelRequested()));
    }

    @Override
    public synchronized boolean finish(
            RunId run,
            long token,
            RunState state,
            Instant at,
            Optional<String> outcome,
            Optional<String> errorCode,
            Optional<String> error) {
        boolean ours = change(run, token, r -> ended(r, state, at, outcome, errorCode, error));
        if (ours) {
            endAttempt(run, at, state, error);
        }
        return ours;
    }

    private static Run ended(
            Run r,
            RunState state,
            Instant at,
            Optional<String> outcome,
            Optional<String> code,
            Optional<String> error) {
        return copy(
                r,
                state,
                r.attempts(),
                r.fencingToken(),
                r.startedAt(),
                Optional.of(at),
                Optional.empty(),
                Optional.empty(),
                outcome,
                code,
                error,
                r.cancelRequested());
    }

    private static Run again(Run r, Instant next, Optional<String> error) {
        return copy(
                r,
                RunState.PLANNED,
                r.attempts(),
                r.fencingToken(),
                r.startedAt(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(next),
                r.outcome(),
                r.errorCode(),
                error,
                r.cancelRequested());
    }

    @Override
    public synchronized boolean retry(RunId run, long token, Instant at, Instant next, String error) {
        boolean ours = change(run, token, r -> again(r, next, Optional.of(error)));
        if (ours) {
            endAttempt(run, at, RunState.FAILED, Optional.of(error));
        }
        return ours;
    }

    private boolean change(RunId run, long token, UnaryOperator<Run> change) {
        Run r = runs.get(run);
        if (r == null || r.state() != RunState.RUNNING || r.fencingToken() != token) {
            return false;
        }
        runs.put(run, change.apply(r));
        return true;
    }

    private void endAttempt(RunId run, Instant at, RunState state, Optional<String> error) {
        attempts.replaceAll(a -> a.run().equals(run) && a.endedAt().isEmpty()
                ? new Attempt(run, a.number(), a.node(), a.startedAt(), Optional.of(at), state, error)
                : a);
    }

    @Override
    public synchronized boolean endUnstarted(RunId run, RunState state, Instant at, String reason) {
        Run r = runs.get(run);
        if (r == null || r.state() != RunState.PLANNED) {
            return false;
        }
        runs.put(run, ended(r, state, at, r.outcome(), Optional.empty(), Optional.of(reason)));
        return true;
    }

    @Override
    public synchronized List<Run> reapAbandoned(Instant leaseEndedBy, Instant now) {
        List<RunId> orphans = runs.values().stream()
                .filter(r -> r.state() == RunState.RUNNING)
                .filter(r ->
                        r.leaseUntil().filter(l -> !l.isAfter(leaseEndedBy)).isPresent())
                .map(Run::id)
                .toList();
        for (RunId id : orphans) {
            Run r = Objects.requireNonNull(runs.get(id));
            endAttempt(id, now, RunState.ABANDONED, Optional.empty());
            runs.put(
                    id,
                    r.attempts() < r.maxAttempts()
                            ? again(r, now, r.error())
                            : ended(r, RunState.ABANDONED, now, r.outcome(), r.errorCode(), r.error()));
        }
        return orphans.stream().map(runs::get).toList();
    }

    @Override
    public synchronized boolean requestCancel(RunId run) {
        Run r = runs.get(run);
        if (r == null || r.state().ended()) {
            return false;
        }
        runs.put(
                run,
                copy(
                        r,
                        r.state(),
                        r.attempts(),
                        r.fencingToken(),
                        r.startedAt(),
                        r.endedAt(),
                        r.leaseUntil(),
                        r.nextAttemptAt(),
                        r.outcome(),
                        r.errorCode(),
                        r.error(),
                        true));
        return true;
    }

    @Override
    public synchronized Optional<Run> find(RunId run) {
        return Optional.ofNullable(runs.get(run));
    }

    @Override
    public synchronized List<Run> list(Filter filter, Optional<RunId> before, int limit) {
        return runs.values().stream()
                .filter(r -> before.filter(b -> r.id().compareTo(b) >= 0).isEmpty())
                .filter(r -> filter.kind().filter(k -> !k.equals(r.kind())).isEmpty())
                .filter(r ->
                        filter.subject().filter(s -> !s.equals(r.subject())).isEmpty())
                .filter(r -> filter.state().filter(s -> s != r.state()).isEmpty())
                .filter(r -> filter.schedule().isEmpty() || filter.schedule().equals(r.schedule()))
                .sorted(Comparator.comparing(Run::id).reversed())
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized List<Attempt> attempts(RunId run) {
        return attempts.stream().filter(a -> a.run().equals(run)).toList();
    }

    @Override
    public synchronized Optional<Instant> lastSuccess(String kind, String subject) {
        return runs.values().stream()
                .filter(r -> r.kind().equals(kind) && r.subject().equals(subject))
                .filter(r -> r.state() == RunState.SUCCEEDED)
                .flatMap(r -> r.endedAt().stream())
                .max(Comparator.naturalOrder());
    }

    private static Run copy(
            Run r,
            RunState state,
            int attempts,
            long token,
            Optional<Instant> startedAt,
            Optional<Instant> endedAt,
            Optional<Instant> leaseUntil,
            Optional<Instant> nextAttemptAt,
            Optional<String> outcome,
            Optional<String> errorCode,
            Optional<String> error,
            boolean cancelRequested) {
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
                attempts,
                r.maxAttempts(),
                r.backoffMillis(),
                token,
                startedAt,
                endedAt,
                leaseUntil,
                nextAttemptAt,
                outcome,
                errorCode,
                error,
                cancelRequested);
    }
}
