package dev.hikae.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.Ids;
import dev.hikae.config.plan.Schedule;
import dev.hikae.config.plan.Schedule.OnMissed;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class SchedulesTest {
    private final SetClock clock = new SetClock("2026-04-01T00:00:00Z");
    private final MemoryRunStore runs = new MemoryRunStore();
    private final MemoryScheduleStore store = new MemoryScheduleStore();
    private final RecordingListener listener = new RecordingListener();
    private final SilentClock firing = new SilentClock();

    /** A firing clock that never fires, as if Quartz were stuck. */
    private static final class SilentClock implements FiringClock {
        final Set<String> armed = new TreeSet<>();

        @Override
        public void arm(String name, String cron, ZoneId zone) {
            armed.add(name);
        }

        @Override
        public void disarm(String name) {
            armed.remove(name);
        }

        @Override
        public void retain(Set<String> names) {
            armed.retainAll(names);
        }

        @Override
        public void repair() {}
    }

    /** As after a start of the process. */
    private Schedules started() {
        Planner planner = new Planner(runs, listener, clock, new Ids(clock, new SecureRandom()), Waiting.real());
        return new Schedules(store, runs, planner, listener, firing, clock);
    }

    private static Schedule nightly(String zone, OnMissed onMissed) {
        return new Schedule("0 30 2 * * ?", ZoneId.of(zone), Duration.ofHours(2), onMissed, 3, Duration.ofMinutes(5));
    }

    private List<String> states() {
        return runs.list(RunStore.Filter.ALL, Optional.empty(), 100).reversed().stream()
                .sorted(java.util.Comparator.comparing(Run::scheduledFor))
                .map(r -> r.scheduledFor() + " " + r.state())
                .toList();
    }

    @Test
    void firing_plansOneRunHoweverOftenItFires() {
        Schedules schedules = started();
        schedules.publish("backup", "home", nightly("Asia/Tokyo", OnMissed.SKIP), "{\"n\":1}");
        clock.set("2026-04-01T17:30:00.020Z");
        Instant due = Instant.parse("2026-04-01T17:30:00Z");
        schedules.fire("backup/home", due);
        schedules.fire("backup/home", due);
        Run run = runs.list(RunStore.Filter.ALL, Optional.empty(), 9).getFirst();
        assertEquals(List.of("2026-04-01T17:30:00Z PLANNED"), states());
        assertEquals(due.plus(Duration.ofHours(2)), run.startBy());
        assertEquals("{\"n\":1}", run.parameters());
        assertEquals(3, run.maxAttempts());
        assertEquals(300_000, run.backoffMillis());
        assertEquals(List.of("planned home 2026-04-01T17:30:00Z"), listener.told);
    }

    @Test
    void firingThatIsNotDue_isIgnored() {
        Schedules schedules = started();
        schedules.publish("backup", "home", nightly("America/New_York", OnMissed.SKIP), "{}");
        schedules.fire("backup/home", Instant.parse("2026-04-02T06:31:00Z"));
        schedules.fire("backup/gone", Instant.parse("2026-04-02T06:30:00Z"));
        assertEquals(List.of(), states());
    }

    @Test
    void firingDroppedWhileRunning_isPlannedLateWithinItsWindow() {
        Schedules schedules = started();
        schedules.publish("backup", "home", nightly("Asia/Tokyo", OnMissed.SKIP), "{}");
        clock.set("2026-04-01T17:30:59Z");
        schedules.settle();
        assertEquals(List.of(), states());
        clock.set("2026-04-01T17:31:00Z");
        schedules.settle();
        schedules.settle();
        assertEquals(List.of("2026-04-01T17:30:00Z PLANNED"), states());
    }

    @Test
    void timeSkippedByDaylightSaving_runsAfterTheGap() {
        clock.set("2026-03-07T12:00:00Z");
        Schedules schedules = started();
        schedules.publish("backup", "home", nightly("America/New_York", OnMissed.SKIP), "{}");
        clock.set("2026-03-08T07:02:00Z");
        schedules.settle();
        assertEquals(List.of("2026-03-08T07:00:00Z PLANNED"), states());
    }

    @Test
    void afterStandstill_skipRecordsEveryMissedRun() {
        started().publish("backup", "home", nightly("Asia/Tokyo", OnMissed.SKIP), "{}");
        clock.set("2026-04-03T18:00:00Z");
        started().settle();
        assertEquals(
                List.of("2026-04-01T17:30:00Z MISSED", "2026-04-02T17:30:00Z MISSED", "2026-04-03T17:30:00Z MISSED"),
                states());
        assertTrue(listener.told.contains("ended home MISSED"));
        Run missed = runs.list(RunStore.Filter.ALL, Optional.empty(), 1).getFirst();
        assertEquals(Optional.of("HKE-5110"), missed.errorCode());
    }

    @Test
    void afterStandstill_runOnceMakesUpForTheNewestOnly() {
        started().publish("backup", "home", nightly("Asia/Tokyo", OnMissed.RUN_ONCE), "{}");
        clock.set("2026-04-04T08:00:00Z");
        Schedules again = started();
        again.settle();
        again.settle();
        assertEquals(
                List.of("2026-04-01T17:30:00Z MISSED", "2026-04-02T17:30:00Z MISSED", "2026-04-03T17:30:00Z PLANNED"),
                states());
        Run run = runs.list(
                        new RunStore.Filter(
                                Optional.empty(), Optional.empty(), Optional.of(RunState.PLANNED), Optional.empty()),
                        Optional.empty(),
                        1)
                .getFirst();
        assertEquals(Instant.parse("2026-04-04T10:00:00Z"), run.startBy());
    }

    @Test
    void longStandstill_isSettledInBatchesWithoutLoss() {
        Schedule minutely = new Schedule(
                "0 * * * * ?", ZoneId.of("UTC"), Duration.ofMinutes(5), OnMissed.RUN_ONCE, 1, Duration.ZERO);
        started().publish("backup", "home", minutely, "{}");
        clock.set("2026-04-02T18:00:30Z");
        Schedules again = started();
        for (int i = 0; i < 4; i++) {
            again.settle();
        }
        List<Run> all = runs.list(RunStore.Filter.ALL, Optional.empty(), 10_000);
        assertEquals(2520, all.size());
        assertEquals(1, all.stream().filter(r -> r.state() == RunState.PLANNED).count());
    }

    @Test
    void changedSchedule_settlesTheOldOneFirst() {
        started().publish("backup", "home", nightly("Asia/Tokyo", OnMissed.SKIP), "{}");
        clock.set("2026-04-02T00:00:00Z");
        Schedules again = started();
        again.publish("backup", "home", nightly("Europe/Berlin", OnMissed.SKIP), "{}");
        again.settle();
        assertEquals(List.of("2026-04-01T17:30:00Z MISSED"), states());
        assertEquals(
                Instant.parse("2026-04-01T00:00:00Z"),
                again.find("backup", "home").orElseThrow().publishedAt());
        assertEquals(List.of(Instant.parse("2026-04-02T00:30:00Z")), again.upcoming("backup", "home", 1));
    }

    @Test
    void withdrawnSchedule_isForgottenAndDisarmed() {
        Schedules schedules = started();
        schedules.publish("backup", "home", nightly("Asia/Tokyo", OnMissed.SKIP), "{}");
        assertEquals(Set.of("backup/home"), firing.armed);
        schedules.withdraw("backup", "home");
        clock.set("2026-04-03T18:00:00Z");
        schedules.settle();
        schedules.watchOverdue();
        assertEquals(Set.of(), firing.armed);
        assertEquals(List.of(), listener.told);
    }

    @Test
    void scheduleThatNeverFires_isNotPublished() {
        Schedule never =
                new Schedule("0 0 2 30 2 ?", ZoneId.of("UTC"), Duration.ofHours(1), OnMissed.SKIP, 1, Duration.ZERO);
        Schedules schedules = started();
        assertThrows(HikaeException.class, () -> schedules.publish("backup", "home", never, "{}"));
        assertEquals(List.of(), schedules.all());
    }

    @Test
    void neverSucceeded_isOverdueFromPublishingOn() {
        Schedules schedules = started();
        schedules.publish("backup", "home", nightly("Asia/Tokyo", OnMissed.SKIP), "{}");
        clock.set("2026-04-02T06:00:00Z");
        schedules.watchOverdue();
        assertEquals(List.of(), listener.told);
        clock.set("2026-04-02T06:00:01Z");
        schedules.watchOverdue();
        schedules.watchOverdue();
        assertEquals(List.of("overdue backup home never"), listener.told);
        clock.set("2026-04-03T06:00:01Z");
        started().watchOverdue();
        assertEquals(2, listener.told.size());
    }

    @Test
    void success_holdsOffOverdueForOneAndAQuarterPeriods() {
        Schedules schedules = started();
        schedules.publish("backup", "home", nightly("Asia/Tokyo", OnMissed.SKIP), "{}");
        succeed("2026-04-01T18:00:00Z");
        clock.set("2026-04-03T00:00:00Z");
        schedules.watchOverdue();
        assertEquals(List.of(), overdue());
        clock.set("2026-04-03T00:00:01Z");
        schedules.watchOverdue();
        assertEquals(List.of("overdue backup home 2026-04-01T18:00:00Z"), overdue());
    }

    private List<String> overdue() {
        return listener.told.stream().filter(t -> t.startsWith("overdue")).toList();
    }

    private void succeed(String at) {
        clock.set("2026-04-01T17:30:00Z");
        started().fire("backup/home", clock.instant());
        Run run = runs.claim("n", clock.instant(), Duration.ofMinutes(1)).orElseThrow();
        runs.finish(
                run.id(),
                run.fencingToken(),
                RunState.SUCCEEDED,
                Instant.parse(at),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
