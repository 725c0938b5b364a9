package dev.hikae.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.config.id.Ids;
import dev.hikae.config.plan.Schedule;
import dev.hikae.config.plan.Schedule.OnMissed;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** The real Quartz on a real SQLite file. */
final class SchedulingTest {
    private final Path folder;
    private final MemoryRunStore runs = new MemoryRunStore();
    private final MemoryScheduleStore schedules = new MemoryScheduleStore();
    private final RecordingListener listener = new RecordingListener();

    SchedulingTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private DataSource database() {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setBusyTimeout(10_000);
        config.enforceForeignKeys(true);
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + folder.resolve("quartz.db"));
        return source;
    }

    private Scheduling scheduling(Work work) {
        InstantSource clock = InstantSource.system();
        var base = new Scheduling.Base(
                "test-" + folder.getFileName(),
                database(),
                runs,
                schedules,
                listener,
                clock,
                new Ids(clock, new SecureRandom()),
                Thread.ofVirtual().factory());
        var settings = new Worker.Settings("n", Duration.ofSeconds(30), Duration.ofMillis(50), 4);
        return new Scheduling(base, List.of(work), settings, Duration.ofSeconds(30));
    }

    private record Counting(CountDownLatch latch) implements Work {
        @Override
        public String kind() {
            return "backup";
        }

        @Override
        public Result attempt(Run run, Context context) {
            latch.countDown();
            return new Result(RunState.SUCCEEDED, "{}");
        }
    }

    private static Schedule everySecond() {
        return new Schedule(
                "* * * * * ?", ZoneId.of("Asia/Tokyo"), Duration.ofMinutes(1), OnMissed.SKIP, 1, Duration.ZERO);
    }

    @Test
    void schedule_firesByQuartzRunsAndGoesOnAfterARestart() throws Exception {
        CountDownLatch first = new CountDownLatch(2);
        Scheduling before = scheduling(new Counting(first));
        before.start(true);
        before.schedules().publish("backup", "home", everySecond(), "{}");
        assertTrue(first.await(20, TimeUnit.SECONDS));
        assertTrue(before.stop(Duration.ofSeconds(10)));

        CountDownLatch second = new CountDownLatch(2);
        Scheduling after = scheduling(new Counting(second));
        after.start(true);
        assertTrue(second.await(20, TimeUnit.SECONDS));
        after.schedules().withdraw("backup", "home");
        assertTrue(after.stop(Duration.ofSeconds(10)));
        List<Run> all = runs.list(RunStore.Filter.ALL, Optional.empty(), 1000);
        assertEquals(all.size(), all.stream().map(Run::scheduledFor).distinct().count());
        assertTrue(all.stream().allMatch(r -> r.scheduledFor().getNano() == 0));
    }

    @Test
    void requestedRun_startsAtOnce() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        Scheduling scheduling = scheduling(new Counting(done));
        scheduling.start(true);
        Ids ids = new Ids(InstantSource.system(), new SecureRandom());
        scheduling
                .planner()
                .request(
                        new RunNow(ids.run(), "backup", "home", "olga", "{}", Duration.ofMinutes(1), 1, Duration.ZERO));
        assertTrue(done.await(20, TimeUnit.SECONDS));
        assertTrue(scheduling.stop(Duration.ofSeconds(10)));
        assertEquals(
                RunState.SUCCEEDED,
                runs.list(RunStore.Filter.ALL, Optional.empty(), 1).getFirst().state());
    }
}
