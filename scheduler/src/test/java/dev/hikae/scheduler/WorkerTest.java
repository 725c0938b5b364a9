package dev.hikae.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.Ids;
import dev.hikae.config.id.RunId;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

final class WorkerTest {
    private static final Work.Result FINE = new Work.Result(RunState.SUCCEEDED, "{\"ok\":true}");
    private final SetClock clock = new SetClock("2026-04-01T00:00:00Z");
    private final MemoryRunStore runs = new MemoryRunStore();
    private final RecordingListener listener = new RecordingListener();
    private final Ids ids = new Ids(clock, new SecureRandom());
    private final Planner planner = new Planner(runs, listener, clock, ids, Waiting.real());

    private record Job(String kind, BiFunction<Run, Work.Context, Work.Result> body) implements Work {
        @Override
        public Result attempt(Run run, Context context) {
            return body.apply(run, context);
        }
    }

    private Worker worker(BiFunction<Run, Work.Context, Work.Result> body) {
        var settings = new Worker.Settings("node-a", Duration.ofSeconds(30), Duration.ofMillis(10), 2);
        return new Worker(
                runs,
                List.of(new Job("backup", body)),
                listener,
                settings,
                clock,
                Thread.ofVirtual().factory(),
                Waiting.real());
    }

    private Run request(String subject, int attempts) {
        clock.advance(Duration.ofMillis(1));
        return planner.request(new RunNow(
                ids.run(), "backup", subject, "olga", "{}", Duration.ofMinutes(10), attempts, Duration.ofSeconds(60)));
    }

    private void round(Worker worker) throws InterruptedException {
        worker.round();
        assertTrue(worker.awaitIdle(Duration.ofSeconds(10)));
    }

    private Run now(Run run) {
        return runs.find(run.id()).orElseThrow();
    }

    @Test
    void plannedRun_isDoneAndItsOutcomeKept() throws Exception {
        Run run = request("home", 1);
        round(worker((r, c) -> FINE));
        assertEquals(RunState.SUCCEEDED, now(run).state());
        assertEquals(Optional.of("{\"ok\":true}"), now(run).outcome());
        assertEquals(
                List.of("planned home 2026-04-01T00:00:00.001Z", "starting home 1", "ended home SUCCEEDED"),
                listener.told);
    }

    @Test
    void failedAttempts_areTriedAgainWithDoublingPauses() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        Worker worker = worker((r, c) -> {
            if (tries.incrementAndGet() < 3) {
                throw new HikaeException(SchedulerError.CLOCK_FAILED, "no route");
            }
            return FINE;
        });
        Run run = request("home", 3);
        round(worker);
        assertEquals(Optional.of(clock.instant().plusSeconds(60)), now(run).nextAttemptAt());
        round(worker);
        assertEquals(1, tries.get());
        clock.advance(Duration.ofSeconds(60));
        round(worker);
        assertEquals(Optional.of(clock.instant().plusSeconds(120)), now(run).nextAttemptAt());
        clock.advance(Duration.ofSeconds(120));
        round(worker);
        assertEquals(RunState.SUCCEEDED, now(run).state());
        assertEquals(3, runs.attempts(run.id()).size());
    }

    @Test
    void lastFailedAttempt_endsTheRunWithItsCode() throws Exception {
        Run run = request("home", 1);
        round(worker((r, c) -> {
            throw new HikaeException(SchedulerError.CLOCK_FAILED, "no route");
        }));
        assertEquals(RunState.FAILED, now(run).state());
        assertEquals(Optional.of("HKE-5003"), now(run).errorCode());
        assertEquals(Optional.of("HKE-5003: the scheduler's clock failed: no route"), now(run).error());
    }

    @Test
    void failureThatIsFinal_isNotTriedAgain() throws Exception {
        Run run = request("home", 5);
        round(worker((r, c) -> {
            throw new HikaeException(SchedulerError.RUN_NOT_FOUND, "x");
        }));
        assertEquals(RunState.FAILED, now(run).state());
        assertEquals(1, now(run).attempts());
    }

    @Test
    void defectInTheWork_failsTheAttemptAndNotTheWorker() throws Exception {
        Run broken = request("broken", 1);
        Run sound = request("sound", 1);
        round(worker((r, c) -> {
            if (r.subject().equals("broken")) {
                throw new StackOverflowError();
            }
            return FINE;
        }));
        assertEquals(Optional.of("HKE-5103"), now(broken).errorCode());
        assertEquals(RunState.SUCCEEDED, now(sound).state());
    }

    @Test
    void unknownKind_failsAndNamesTheKnownOnes() throws Exception {
        Run run = planner.request(
                new RunNow(ids.run(), "dance", "x", "olga", "{}", Duration.ofMinutes(1), 3, Duration.ZERO));
        round(worker((r, c) -> FINE));
        assertEquals(Optional.of("HKE-5102"), now(run).errorCode());
    }

    @Test
    void registerThatCannotBeWritten_keepsTheWorkFromStarting() throws Exception {
        AtomicInteger worked = new AtomicInteger();
        listener.refusing = true;
        Run run = request("home", 1);
        round(worker((r, c) -> {
            worked.incrementAndGet();
            return FINE;
        }));
        assertEquals(0, worked.get());
        assertEquals(RunState.FAILED, now(run).state());
    }

    @Test
    void startWindowThatPassed_expiresTheRun() throws Exception {
        Run run = request("home", 1);
        clock.advance(Duration.ofMinutes(11));
        round(worker((r, c) -> FINE));
        assertEquals(RunState.EXPIRED, now(run).state());
        assertTrue(listener.told.contains("ended home EXPIRED"));
    }

    @Test
    void concurrency_isBounded() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger at = new AtomicInteger();
        Worker worker = worker((r, c) -> {
            at.incrementAndGet();
            await(go);
            return FINE;
        });
        List<Run> all = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            all.add(request("s" + i, 1));
        }
        worker.round();
        worker.round();
        assertEquals(2, worker.activeCount());
        go.countDown();
        for (int i = 0; i < 3; i++) {
            round(worker);
        }
        assertEquals(5, at.get());
        assertTrue(all.stream().allMatch(r -> now(r).state() == RunState.SUCCEEDED));
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(10, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Works until asked to stop. */
    private static Work.Result untilStopped(Work.Context context) {
        while (!context.stopRequested()) {
            Thread.onSpinWait();
            Thread.yield();
        }
        return new Work.Result(RunState.CANCELLED, "{}");
    }

    @Test
    void cancelledRun_stopsAndSaysSo() throws Exception {
        Worker worker = worker((r, c) -> untilStopped(c));
        Run run = request("home", 3);
        worker.round();
        worker.cancel(run.id());
        assertTrue(worker.awaitIdle(Duration.ofSeconds(10)));
        assertEquals(RunState.CANCELLED, now(run).state());
        assertThrows(HikaeException.class, () -> worker.cancel(run.id()));
        RunId unknown = ids.run();
        assertThrows(HikaeException.class, () -> worker.cancel(unknown));
    }

    @Test
    void cancelAskedElsewhere_isSeenInTheNextRound() throws Exception {
        Worker worker = worker((r, c) -> untilStopped(c));
        Run run = request("home", 3);
        worker.round();
        runs.requestCancel(run.id());
        round(worker);
        assertEquals(RunState.CANCELLED, now(run).state());
    }

    @Test
    void waitingRun_isCancelledWithoutAnAttempt() throws Exception {
        Run run = request("home", 1);
        Worker worker = worker((r, c) -> FINE);
        worker.cancel(run.id());
        round(worker);
        assertEquals(RunState.CANCELLED, now(run).state());
        assertEquals(List.of(), runs.attempts(run.id()));
    }

    @Test
    void leaseLost_refusesTheCommitAndRecordsNothing() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        List<String> refused = new ArrayList<>();
        Worker slow = worker((r, c) -> {
            await(go);
            try {
                c.requireLease();
            } catch (HikaeException e) {
                refused.add(e.code().id());
                throw e;
            }
            return FINE;
        });
        Run run = request("home", 2);
        slow.round();
        clock.advance(Duration.ofSeconds(31));
        Worker other = worker((r, c) -> FINE);
        round(other);
        go.countDown();
        assertTrue(slow.awaitIdle(Duration.ofSeconds(10)));
        assertEquals(List.of("HKE-5101"), refused);
        assertEquals(RunState.SUCCEEDED, now(run).state());
        assertEquals(2, now(run).attempts());
        assertEquals(
                List.of(RunState.ABANDONED, RunState.SUCCEEDED),
                runs.attempts(run.id()).stream().map(Attempt::state).toList());
        assertTrue(listener.told.contains("retrying home"));
    }

    @Test
    void longRun_keepsItsLease() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        Worker worker = worker((r, c) -> {
            await(go);
            c.requireLease();
            return FINE;
        });
        Run run = request("home", 1);
        worker.round();
        for (int i = 0; i < 10; i++) {
            clock.advance(Duration.ofSeconds(20));
            worker.round();
        }
        go.countDown();
        assertTrue(worker.awaitIdle(Duration.ofSeconds(10)));
        assertEquals(RunState.SUCCEEDED, now(run).state());
        assertEquals(1, now(run).attempts());
    }

    @Test
    void orderlyStop_endsAttemptsAndLeavesARetryPlanned() throws Exception {
        Worker worker = worker((r, c) -> untilStopped(c));
        Run again = request("again", 2);
        Run last = request("last", 1);
        Run waiting = request("waiting", 1);
        worker.start(true);
        while (worker.activeCount() < 2) {
            Thread.sleep(5);
        }
        assertTrue(worker.stop(Duration.ofSeconds(10)));
        assertEquals(RunState.PLANNED, now(again).state());
        assertEquals(RunState.ABANDONED, now(last).state());
        assertEquals(Optional.of("HKE-5104"), now(last).errorCode());
        assertEquals(RunState.PLANNED, now(waiting).state());
        assertEquals(0, now(waiting).attempts());
    }

    @Test
    void workThatIgnoresTheStop_isInterrupted() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        Worker worker = worker((r, c) -> {
            try {
                never.await();
                return FINE;
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        request("stubborn", 1);
        worker.round();
        assertTrue(worker.stop(Duration.ofMillis(50)));
        assertEquals(0, worker.activeCount());
    }

    @Test
    void orphansOfACrash_areTakenBackAtTheStart() throws Exception {
        Run run = request("home", 2);
        assertTrue(runs.claim("node-a", clock.instant(), Duration.ofSeconds(30)).isPresent());
        Worker worker = worker((r, c) -> FINE);
        worker.start(true);
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!now(run).state().ended() && System.nanoTime() < until) {
            Thread.sleep(5);
        }
        assertTrue(worker.stop(Duration.ofSeconds(5)));
        assertEquals(RunState.SUCCEEDED, now(run).state());
        assertEquals(2, now(run).attempts());
    }

    @Test
    void sameRequestTwice_isOneRun() {
        RunNow request = new RunNow(ids.run(), "backup", "home", "olga", "{}", Duration.ofMinutes(1), 1, Duration.ZERO);
        assertEquals(planner.request(request), planner.request(request));
        assertEquals(1, runs.list(RunStore.Filter.ALL, Optional.empty(), 9).size());
        RunNow other =
                new RunNow(request.id(), "backup", "work", "olga", "{}", Duration.ofMinutes(1), 1, Duration.ZERO);
        HikaeException e = assertThrows(HikaeException.class, () -> planner.request(other));
        assertEquals("HKE-5108", e.code().id());
        assertFalse(listener.told.contains("planned work"));
    }
}
