package dev.hikae.scheduler;

import dev.hikae.config.id.Ids;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The whole scheduler of one process: clock, schedules, planner, worker and the watch over what was due. */
public final class Scheduling {
    private static final Logger LOG = LoggerFactory.getLogger(Scheduling.class);

    /**
     * What it stands on.
     *
     * @param name unique in the process
     * @param database for Quartz; its connections begin transactions as writers
     * @param threads for the loops and for attempts
     */
    public record Base(
            String name,
            DataSource database,
            RunStore runs,
            ScheduleStore schedules,
            RunListener listener,
            InstantSource clock,
            Ids ids,
            ThreadFactory threads) {}

    private final Base base;
    private final Planner planner;
    private final Worker worker;
    private final Schedules schedules;
    private final QuartzClock quartz;
    private final Duration watchEvery;
    private final Waiting watching = Waiting.real();
    private volatile boolean stopping;
    private @Nullable Thread watch;

    /** @param watchEvery pause between two comparisons of what was due with what ran */
    public Scheduling(Base base, List<Work> works, Worker.Settings settings, Duration watchEvery) {
        Waiting workers = Waiting.real();
        this.base = base;
        this.watchEvery = watchEvery;
        this.planner = new Planner(base.runs(), base.listener(), base.clock(), base.ids(), workers);
        this.worker = new Worker(base.runs(), works, base.listener(), settings, base.clock(), base.threads(), workers);
        this.quartz = new QuartzClock(base.name(), base.database(), this::fired, base.clock());
        this.schedules = new Schedules(base.schedules(), base.runs(), planner, base.listener(), quartz, base.clock());
    }

    private void fired(String name, java.time.Instant at) {
        schedules.fire(name, at);
    }

    public Planner planner() {
        return planner;
    }

    public Worker worker() {
        return worker;
    }

    public Schedules schedules() {
        return schedules;
    }

    /**
     * Starts. What was missed is settled before the clock starts, so that the schedule's own rule decides about it.
     *
     * @param alone whether no other process works on these stores
     */
    public synchronized void start(boolean alone) {
        schedules.settle();
        schedules.arm();
        worker.start(alone);
        quartz.start();
        Thread started = base.threads().newThread(this::watch);
        watch = started;
        started.start();
    }

    private void watch() {
        while (!stopping) {
            try {
                schedules.settle();
                schedules.watchOverdue();
                quartz.repair();
            } catch (RuntimeException e) {
                LOG.error("the watch over schedules failed; it tries again", e);
            }
            try {
                watching.await(watchEvery);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /**
     * Stops in order: no more firings, no more claims, running attempts are asked to stop and waited for.
     *
     * @return whether all attempts ended in time
     */
    public synchronized boolean stop(Duration grace) throws InterruptedException {
        stopping = true;
        watching.wake();
        quartz.stop();
        Thread stopped = watch;
        if (stopped != null) {
            stopped.join(grace);
        }
        return worker.stop(grace);
    }
}
