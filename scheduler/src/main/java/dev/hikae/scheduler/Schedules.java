package dev.hikae.scheduler;

import dev.hikae.config.plan.Schedule;
import dev.hikae.config.plan.Schedule.OnMissed;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The schedules in force, one per (kind, subject), and their comparison with what was due.
 *
 * <p>The firing clock only proposes. {@link #settle} walks the times that were due and gives each its run: the clock's,
 * a late one while its start window is open, after a time of standstill the newest one where the schedule says
 * {@code run-once}, and for every other a run in state missed.
 */
public final class Schedules {
    private static final Logger LOG = LoggerFactory.getLogger(Schedules.class);
    /** How long the firing clock may be late before a firing counts as dropped. */
    static final Duration GRACE = Duration.ofSeconds(60);
    /** Firings settled in one round, so that a year of standstill does not hold up everything else. */
    static final int BATCH = 1_000;

    private final ScheduleStore store;
    private final RunStore runs;
    private final Planner planner;
    private final RunListener listener;
    private final FiringClock firing;
    private final InstantSource clock;
    private final Instant runningSince;

    Schedules(
            ScheduleStore store,
            RunStore runs,
            Planner planner,
            RunListener listener,
            FiringClock firing,
            InstantSource clock) {
        this.store = store;
        this.runs = runs;
        this.planner = planner;
        this.listener = listener;
        this.firing = firing;
        this.clock = clock;
        this.runningSince = clock.instant();
    }

    /**
     * Puts a schedule in force, or changes it. Refuses one that cannot be read or never fires.
     *
     * @param parameters JSON object that every run of it gets
     */
    public synchronized void publish(String kind, String subject, Schedule schedule, String parameters) {
        Instant now = clock.instant();
        CronCheck.require(schedule.cron(), schedule.zone(), now);
        Optional<Published> before = store.find(Published.name(kind, subject));
        before.ifPresent(this::settleAll);
        Published published = new Published(
                kind,
                subject,
                schedule,
                parameters,
                before.map(Published::publishedAt).orElse(now),
                before.filter(b -> sameTimes(b.schedule(), schedule))
                        .flatMap(b -> store.find(b.name()))
                        .map(Published::settledUntil)
                        .orElse(now),
                before.flatMap(Published::overdueAt));
        store.save(published);
        firing.arm(published.name(), schedule.cron(), schedule.zone());
    }

    private static boolean sameTimes(Schedule a, Schedule b) {
        return a.cron().equals(b.cron()) && a.zone().equals(b.zone());
    }

    /** Takes a schedule out of force; its runs stay. */
    public synchronized void withdraw(String kind, String subject) {
        String name = Published.name(kind, subject);
        store.find(name).ifPresent(this::settleAll);
        firing.disarm(name);
        store.remove(name);
    }

    /** Those in force, in name order. */
    public List<Published> all() {
        return store.all();
    }

    public Optional<Published> find(String kind, String subject) {
        return store.find(Published.name(kind, subject));
    }

    /** The next times due; empty without a schedule. */
    public List<Instant> upcoming(String kind, String subject, int count) {
        return find(kind, subject)
                .map(p -> p.times().upcoming(clock.instant(), count))
                .orElse(List.of());
    }

    /** Arms the firing clock with what is in force; called once before it starts. */
    void arm() {
        List<Published> all = store.all();
        Set<String> names = all.stream().map(Published::name).collect(Collectors.toSet());
        firing.retain(names);
        all.forEach(p -> firing.arm(p.name(), p.schedule().cron(), p.schedule().zone()));
    }

    /** The firing clock's call. A time that is not due (the second pass of a repeated hour) is ignored. */
    void fire(String name, Instant at) {
        store.find(name).filter(p -> p.times().isDue(at)).ifPresent(p -> {
            if (planner.firing(p, at, at.plus(p.schedule().startWindow()))) {
                LOG.info("{} is due, planned for {}", name, at);
            }
        });
    }

    /** Gives every time that was due its run. */
    synchronized void settle() {
        store.all().forEach(this::settleOnce);
    }

    private void settleAll(Published published) {
        Published p = published;
        while (settleOnce(p)) {
            p = store.find(p.name()).orElse(p);
        }
    }

    /** True when it stopped only because a batch was full. */
    private boolean settleOnce(Published p) {
        Instant now = clock.instant();
        List<Instant> due = p.times().between(p.settledUntil(), now, BATCH);
        if (due.isEmpty()) {
            return false;
        }
        Instant newest = p.times().previous(now).orElse(due.getLast());
        Instant settled = p.settledUntil();
        for (Instant at : due) {
            if (ran(at) && now.isBefore(at.plus(GRACE))) {
                break;
            }
            settle(p, at, at.equals(newest), now);
            settled = at;
        }
        store.save(p.settled(settled));
        return due.size() == BATCH && settled.equals(due.getLast());
    }

    private void settle(Published p, Instant at, boolean newest, Instant now) {
        Duration window = p.schedule().startWindow();
        if (newest && ran(at) && !now.isAfter(at.plus(window))) {
            planner.firing(p, at, at.plus(window));
        } else if (newest && p.schedule().onMissed() == OnMissed.RUN_ONCE) {
            planner.firing(p, at, now.plus(window));
        } else if (planner.missed(p, at)) {
            LOG.warn("{} missed its run due at {}", p.name(), at);
        }
    }

    private boolean ran(Instant at) {
        return !at.isBefore(runningSince);
    }

    /** Tells the listener of every schedule without success for 1.25 × its period, once per period. */
    synchronized void watchOverdue() {
        store.all().forEach(this::watchOverdue);
    }

    private void watchOverdue(Published p) {
        Instant now = clock.instant();
        overduePeriod(p, now)
                .filter(period ->
                        p.overdueAt().filter(o -> now.isBefore(o.plus(period))).isEmpty())
                .ifPresent(period -> {
                    listener.overdue(p.kind(), p.subject(), runs.lastSuccess(p.kind(), p.subject()));
                    store.save(p.overdue(now));
                });
    }

    /** Whether its last success, or its beginning without one, is more than 1.25 periods ago. */
    public boolean overdue(String kind, String subject) {
        return find(kind, subject)
                .flatMap(p -> overduePeriod(p, clock.instant()))
                .isPresent();
    }

    /** The period of a schedule that is overdue. */
    private Optional<Duration> overduePeriod(Published p, Instant now) {
        Instant since = runs.lastSuccess(p.kind(), p.subject()).orElse(p.publishedAt());
        return p.times().period(since).filter(period -> now.isAfter(since.plus(tolerated(period))));
    }

    /** 1.25 periods. */
    static Duration tolerated(Duration period) {
        return period.plus(period.dividedBy(4));
    }
}
