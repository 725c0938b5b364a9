package dev.hikae.scheduler;

import dev.hikae.config.error.HikaeException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Date;
import java.util.Properties;
import java.util.Set;
import java.util.TimeZone;
import javax.sql.DataSource;
import org.quartz.CronScheduleBuilder;
import org.quartz.CronTrigger;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.impl.matchers.GroupMatcher;
import org.quartz.utils.DBConnectionManager;

/**
 * Quartz with its JDBC job store, used for nothing but calling back at the right time.
 *
 * <p>Works on SQLite through the PostgreSQL delegate, provided that every transaction begins as a writer
 * ({@code transaction_mode=IMMEDIATE}): triggers are acquired within Quartz's own lock. Misfires are left alone; they
 * are settled by {@link Schedules}.
 */
final class QuartzClock implements FiringClock {
    private static final String GROUP = "hikae";
    /** After this a trigger whose time has passed is stuck (quartz issue 1516). */
    private static final Duration STUCK = Duration.ofMinutes(5);

    /** Told of each firing. */
    interface Firings {
        void fire(String name, java.time.Instant scheduledFor);
    }

    private final Scheduler quartz;
    private final InstantSource clock;

    /**
     * @param name of this scheduler, unique in the process
     * @param database whose connections begin transactions as writers
     */
    QuartzClock(String name, DataSource database, Firings firings, InstantSource clock) {
        this.clock = clock;
        this.quartz = trying(() -> {
            QuartzTables.create(database);
            DBConnectionManager.getInstance().addConnectionProvider(name, new HandedIn(database));
            Scheduler made = new StdSchedulerFactory(properties(name)).getScheduler();
            made.setJobFactory((bundle, scheduler) -> context -> firings.fire(
                    context.getJobDetail().getKey().getName(),
                    context.getScheduledFireTime().toInstant()));
            return made;
        });
    }

    private static Properties properties(String name) {
        Properties p = new Properties();
        p.setProperty("org.quartz.scheduler.instanceName", name);
        p.setProperty("org.quartz.scheduler.instanceId", "NON_CLUSTERED");
        p.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
        p.setProperty("org.quartz.scheduler.makeSchedulerThreadDaemon", "true");
        p.setProperty("org.quartz.threadPool.class", "org.quartz.simpl.SimpleThreadPool");
        p.setProperty("org.quartz.threadPool.threadCount", "2");
        p.setProperty("org.quartz.threadPool.makeThreadsDaemons", "true");
        p.setProperty("org.quartz.jobStore.class", "org.quartz.impl.jdbcjobstore.JobStoreTX");
        p.setProperty("org.quartz.jobStore.driverDelegateClass", "org.quartz.impl.jdbcjobstore.PostgreSQLDelegate");
        p.setProperty("org.quartz.jobStore.dataSource", name);
        p.setProperty("org.quartz.jobStore.tablePrefix", "QRTZ_");
        p.setProperty("org.quartz.jobStore.useProperties", "true");
        p.setProperty("org.quartz.jobStore.acquireTriggersWithinLock", "true");
        p.setProperty("org.quartz.jobStore.isClustered", "false");
        return p;
    }

    void start() {
        trying(() -> {
            quartz.start();
            return true;
        });
    }

    @Override
    public void arm(String name, String cron, ZoneId zone) {
        trying(() -> {
            Trigger present = quartz.getTrigger(new TriggerKey(name, GROUP));
            if (!(present instanceof CronTrigger c && isSame(c, cron, zone))) {
                quartz.scheduleJob(job(name), Set.of(trigger(name, cron, zone)), true);
            }
            return true;
        });
    }

    private static boolean isSame(CronTrigger trigger, String cron, ZoneId zone) {
        return trigger.getCronExpression().equals(cron)
                && trigger.getTimeZone().equals(TimeZone.getTimeZone(zone))
                && trigger.getNextFireTime() != null;
    }

    private static JobDetail job(String name) {
        return JobBuilder.newJob(Firing.class)
                .withIdentity(name, GROUP)
                .storeDurably(false)
                .build();
    }

    private Trigger trigger(String name, String cron, ZoneId zone) {
        return TriggerBuilder.newTrigger()
                .withIdentity(name, GROUP)
                .startAt(Date.from(clock.instant()))
                .withSchedule(CronScheduleBuilder.cronSchedule(cron)
                        .inTimeZone(TimeZone.getTimeZone(zone))
                        .withMisfireHandlingInstructionDoNothing())
                .build();
    }

    @Override
    public void disarm(String name) {
        trying(() -> quartz.deleteJob(new JobKey(name, GROUP)));
    }

    @Override
    public void retain(Set<String> names) {
        trying(() -> {
            for (JobKey key : quartz.getJobKeys(GroupMatcher.jobGroupEquals(GROUP))) {
                if (!names.contains(key.getName())) {
                    quartz.deleteJob(key);
                }
            }
            return true;
        });
    }

    @Override
    public void repair() {
        trying(() -> {
            for (TriggerKey key : quartz.getTriggerKeys(GroupMatcher.triggerGroupEquals(GROUP))) {
                if (quartz.getTrigger(key) instanceof CronTrigger t && stuck(t)) {
                    quartz.scheduleJob(
                            job(key.getName()),
                            Set.of(trigger(
                                    key.getName(),
                                    t.getCronExpression(),
                                    t.getTimeZone().toZoneId())),
                            true);
                }
            }
            return true;
        });
    }

    private boolean stuck(CronTrigger t) throws SchedulerException {
        Date next = t.getNextFireTime();
        return quartz.getTriggerState(t.getKey()) == Trigger.TriggerState.ERROR
                || (next != null && next.toInstant().plus(STUCK).isBefore(clock.instant()));
    }

    /** Stops calling back. A call on its way only stores a row: waiting for it is short. */
    void stop() {
        trying(() -> {
            quartz.shutdown(true);
            return true;
        });
    }

    private interface Attempt<T> {
        T get() throws SchedulerException, SQLException;
    }

    private static <T> T trying(Attempt<T> attempt) {
        try {
            return attempt.get();
        } catch (SchedulerException | SQLException e) {
            throw new HikaeException(e, SchedulerError.CLOCK_FAILED, String.valueOf(e.getMessage()));
        }
    }
}
