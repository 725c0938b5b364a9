package dev.hikae.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.config.id.Ids;
import dev.hikae.config.id.RunId;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** What every run store promises. */
public abstract class RunStoreContract {
    protected static final Instant T0 = Instant.parse("2026-04-01T00:00:00Z");
    private static final Duration LEASE = Duration.ofSeconds(30);
    private final SetClock clock = new SetClock("2026-04-01T00:00:00Z");
    private final Ids ids = new Ids(clock, new SecureRandom());

    /** An empty store. */
    protected abstract RunStore store();

    /** A planned run. */
    protected Run run(String subject, Optional<String> schedule, Instant at, int maxAttempts) {
        clock.advance(Duration.ofMillis(1));
        return new Run(
                ids.run(),
                "backup",
                subject,
                schedule,
                at,
                at.plusSeconds(3600),
                "tester",
                "{\"a\":1}",
                RunState.PLANNED,
                0,
                maxAttempts,
                1000,
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

    private Run once(String subject) {
        return run(subject, Optional.empty(), T0, 1);
    }

    @Test
    void plannedRun_isFoundAsStored() {
        RunStore store = store();
        Run run = run("a", Optional.of("backup/a"), T0.plusNanos(123_000_000), 3);
        assertTrue(store.plan(run));
        assertEquals(Optional.of(run), store.find(run.id()));
        assertEquals(Optional.empty(), store.find(ids.run()));
    }

    @Test
    void sameFiringOrSameId_isPlannedOnce() {
        RunStore store = store();
        Run first = run("a", Optional.of("backup/a"), T0, 1);
        assertTrue(store.plan(first));
        assertFalse(store.plan(run("a", Optional.of("backup/a"), T0, 1)));
        assertFalse(store.plan(first));
        assertTrue(store.plan(run("a", Optional.of("backup/a"), T0.plusSeconds(1), 1)));
        assertTrue(store.plan(once("a")));
        assertTrue(store.plan(once("a")));
        assertEquals(4, store.list(RunStore.Filter.ALL, Optional.empty(), 10).size());
    }

    @Test
    void claim_takesTheOldestAndGivesLeaseAndToken() {
        RunStore store = store();
        Run later = run("later", Optional.empty(), T0.plusSeconds(5), 1);
        Run sooner = run("sooner", Optional.empty(), T0, 1);
        store.plan(later);
        store.plan(sooner);
        Run claimed = store.claim("n1", T0.plusSeconds(10), LEASE).orElseThrow();
        assertEquals(sooner.id(), claimed.id());
        assertEquals(RunState.RUNNING, claimed.state());
        assertEquals(1, claimed.attempts());
        assertEquals(Optional.of(T0.plusSeconds(40)), claimed.leaseUntil());
        assertEquals(Optional.of(T0.plusSeconds(10)), claimed.startedAt());
        assertEquals(Optional.of(claimed), store.find(sooner.id()));
        Run second = store.claim("n1", T0.plusSeconds(10), LEASE).orElseThrow();
        assertTrue(second.fencingToken() > claimed.fencingToken());
        assertEquals(Optional.empty(), store.claim("n1", T0.plusSeconds(10), LEASE));
        Attempt attempt = store.attempts(sooner.id()).getFirst();
        assertEquals("n1", attempt.node());
        assertEquals(RunState.RUNNING, attempt.state());
    }

    @Test
    void claim_leavesWhatIsNotDueOrWaitedTooLong() {
        RunStore store = store();
        store.plan(run("a", Optional.empty(), T0, 1));
        assertEquals(Optional.empty(), store.claim("n", T0.minusSeconds(1), LEASE));
        assertEquals(Optional.empty(), store.claim("n", T0.plusSeconds(3601), LEASE));
        assertTrue(store.claim("n", T0.plusSeconds(3600), LEASE).isPresent());
    }

    @Test
    void oneRunOfAKindAndSubject_runsAtATime() {
        RunStore store = store();
        store.plan(once("a"));
        store.plan(once("a"));
        Run first = store.claim("n", T0, LEASE).orElseThrow();
        assertEquals(Optional.empty(), store.claim("n", T0, LEASE));
        assertTrue(finish(store, first, RunState.SUCCEEDED));
        assertTrue(store.claim("n", T0, LEASE).isPresent());
    }

    private static boolean finish(RunStore store, Run run, RunState state) {
        return store.finish(
                run.id(), run.fencingToken(), state, T0, Optional.of("{}"), Optional.empty(), Optional.empty());
    }

    @Test
    void finish_keepsWhatCameOfIt() {
        RunStore store = store();
        store.plan(once("a"));
        Run claimed = store.claim("n", T0, LEASE).orElseThrow();
        Instant end = T0.plusSeconds(7);
        assertTrue(store.finish(
                claimed.id(),
                claimed.fencingToken(),
                RunState.FAILED,
                end,
                Optional.of("{\"files\":3}"),
                Optional.of("HKE-2001"),
                Optional.of("it broke")));
        Run ended = store.find(claimed.id()).orElseThrow();
        assertEquals(RunState.FAILED, ended.state());
        assertEquals(Optional.of(end), ended.endedAt());
        assertEquals(Optional.of("{\"files\":3}"), ended.outcome());
        assertEquals(Optional.of("HKE-2001"), ended.errorCode());
        assertEquals(Optional.of("it broke"), ended.error());
        Attempt attempt = store.attempts(claimed.id()).getFirst();
        assertEquals(RunState.FAILED, attempt.state());
        assertEquals(Optional.of(end), attempt.endedAt());
        assertFalse(finish(store, claimed, RunState.SUCCEEDED));
    }

    @Test
    void retry_waitsForItsTimeAndKeepsTheStart() {
        RunStore store = store();
        store.plan(run("a", Optional.empty(), T0, 2));
        Run first = store.claim("n", T0, LEASE).orElseThrow();
        Instant next = T0.plusSeconds(4000);
        assertTrue(store.retry(first.id(), first.fencingToken(), T0.plusSeconds(1), next, "no route"));
        assertEquals(RunState.PLANNED, store.find(first.id()).orElseThrow().state());
        assertEquals(Optional.empty(), store.claim("n", next.minusSeconds(1), LEASE));
        Run second = store.claim("n", next, LEASE).orElseThrow();
        assertEquals(2, second.attempts());
        assertEquals(Optional.of(T0), second.startedAt());
        assertTrue(second.fencingToken() > first.fencingToken());
        List<Attempt> attempts = store.attempts(first.id());
        assertEquals(2, attempts.size());
        assertEquals(RunState.FAILED, attempts.getFirst().state());
        assertEquals(Optional.of("no route"), attempts.getFirst().error());
    }

    @Test
    void oldToken_changesNothing() {
        RunStore store = store();
        store.plan(run("a", Optional.empty(), T0, 3));
        Run old = store.claim("n1", T0, LEASE).orElseThrow();
        assertEquals(
                1, store.reapAbandoned(T0.plusSeconds(30), T0.plusSeconds(30)).size());
        Run now = store.claim("n2", T0.plusSeconds(30), LEASE).orElseThrow();
        assertFalse(store.renew(old.id(), old.fencingToken(), T0.plusSeconds(31), LEASE));
        assertFalse(finish(store, old, RunState.SUCCEEDED));
        assertFalse(store.retry(old.id(), old.fencingToken(), T0, T0, "x"));
        assertEquals(Optional.of(now), store.find(now.id()));
        assertTrue(store.renew(now.id(), now.fencingToken(), T0.plusSeconds(31), LEASE));
        assertEquals(
                Optional.of(T0.plusSeconds(61)),
                store.find(now.id()).orElseThrow().leaseUntil());
    }

    @Test
    void endedLease_isReapedIntoAnotherAttemptOrAbandoned() {
        RunStore store = store();
        store.plan(run("a", Optional.empty(), T0, 2));
        assertTrue(store.claim("n1", T0, LEASE).isPresent());
        assertEquals(List.of(), store.reapAbandoned(T0.plusSeconds(29), T0.plusSeconds(29)));
        Run again = store.reapAbandoned(T0.plusSeconds(30), T0.plusSeconds(30)).getFirst();
        assertEquals(RunState.PLANNED, again.state());
        assertTrue(store.claim("n1", T0.plusSeconds(30), LEASE).isPresent());
        Run gone = store.reapAbandoned(Instant.MAX, T0.plusSeconds(31)).getFirst();
        assertEquals(RunState.ABANDONED, gone.state());
        assertEquals(Optional.of(T0.plusSeconds(31)), gone.endedAt());
        assertEquals(Optional.of(gone), store.find(gone.id()));
        assertEquals(
                List.of(RunState.ABANDONED, RunState.ABANDONED),
                store.attempts(gone.id()).stream().map(Attempt::state).toList());
    }

    @Test
    void plannedRun_endsWithoutAnAttempt() {
        RunStore store = store();
        Run run = once("a");
        store.plan(run);
        assertTrue(store.endUnstarted(run.id(), RunState.EXPIRED, T0, "too late"));
        Run ended = store.find(run.id()).orElseThrow();
        assertEquals(RunState.EXPIRED, ended.state());
        assertEquals(Optional.of("too late"), ended.error());
        assertEquals(Optional.empty(), ended.startedAt());
        assertFalse(store.endUnstarted(run.id(), RunState.SKIPPED, T0, "again"));
        assertEquals(Optional.empty(), store.claim("n", T0, LEASE));
    }

    @Test
    void runningRun_doesNotEndAsUnstarted() {
        RunStore store = store();
        store.plan(once("a"));
        Run running = store.claim("n", T0, LEASE).orElseThrow();
        assertFalse(store.endUnstarted(running.id(), RunState.EXPIRED, T0, "x"));
    }

    @Test
    void cancelledRun_isNotClaimedAndShowsTheRequest() {
        RunStore store = store();
        Run waiting = once("a");
        store.plan(waiting);
        assertTrue(store.requestCancel(waiting.id()));
        assertTrue(store.find(waiting.id()).orElseThrow().cancelRequested());
        assertEquals(Optional.empty(), store.claim("n", T0, LEASE));
        assertTrue(store.endUnstarted(waiting.id(), RunState.CANCELLED, T0, "cancelled"));
        assertFalse(store.requestCancel(waiting.id()));
        assertFalse(store.requestCancel(ids.run()));
    }

    @Test
    void list_isNewestFirstFilteredAndContinues() {
        RunStore store = store();
        List<RunId> all = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            Run r = run(i % 2 == 0 ? "even" : "odd", Optional.of("s" + i), T0, 1);
            store.plan(r);
            all.addFirst(r.id());
        }
        assertEquals(all, idsOf(store.list(RunStore.Filter.ALL, Optional.empty(), 100)));
        assertEquals(all.subList(0, 3), idsOf(store.list(RunStore.Filter.ALL, Optional.empty(), 3)));
        assertEquals(all.subList(3, 6), idsOf(store.list(RunStore.Filter.ALL, Optional.of(all.get(2)), 3)));
        var odd = new RunStore.Filter(
                Optional.of("backup"), Optional.of("odd"), Optional.of(RunState.PLANNED), Optional.empty());
        assertEquals(3, store.list(odd, Optional.empty(), 100).size());
        var third = new RunStore.Filter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of("s3"));
        assertEquals(1, store.list(third, Optional.empty(), 100).size());
        var none = new RunStore.Filter(Optional.of("drill"), Optional.empty(), Optional.empty(), Optional.empty());
        assertEquals(List.of(), store.list(none, Optional.empty(), 100));
    }

    private static List<RunId> idsOf(List<Run> runs) {
        return runs.stream().map(Run::id).toList();
    }

    @Test
    void lastSuccess_isTheNewestSucceededEnd() {
        RunStore store = store();
        assertEquals(Optional.empty(), store.lastSuccess("backup", "a"));
        endAt(store, RunState.SUCCEEDED, T0.plusSeconds(10));
        endAt(store, RunState.SUCCEEDED, T0.plusSeconds(20));
        endAt(store, RunState.WARNING, T0.plusSeconds(30));
        endAt(store, RunState.FAILED, T0.plusSeconds(40));
        assertEquals(Optional.of(T0.plusSeconds(20)), store.lastSuccess("backup", "a"));
        assertEquals(Optional.empty(), store.lastSuccess("backup", "b"));
        assertEquals(Optional.empty(), store.lastSuccess("drill", "a"));
    }

    private void endAt(RunStore store, RunState state, Instant at) {
        store.plan(once("a"));
        Run r = store.claim("n", T0, LEASE).orElseThrow();
        store.finish(r.id(), r.fencingToken(), state, at, Optional.empty(), Optional.empty(), Optional.empty());
    }

    @Test
    void racingClaims_neverGetTheSameRunOrSubject() throws Exception {
        RunStore store = store();
        for (int i = 0; i < 40; i++) {
            store.plan(once("s" + i % 20));
        }
        Set<RunId> claimed = ConcurrentHashMap.newKeySet();
        Set<String> subjects = ConcurrentHashMap.newKeySet();
        Callable<Integer> racer = () -> {
            int n = 0;
            for (Optional<Run> r = store.claim("n", T0, LEASE); r.isPresent(); r = store.claim("n", T0, LEASE)) {
                assertTrue(claimed.add(r.get().id()));
                assertTrue(subjects.add(r.get().subject()));
                n++;
            }
            return n;
        };
        try (var threads = Executors.newFixedThreadPool(4)) {
            int total = 0;
            for (var f : threads.invokeAll(List.of(racer, racer, racer, racer))) {
                total += f.get();
            }
            assertEquals(20, total);
        }
    }
}
