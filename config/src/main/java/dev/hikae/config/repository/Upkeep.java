package dev.hikae.config.repository;

import dev.hikae.config.plan.Schedule;
import dev.hikae.config.plan.Schedule.OnMissed;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What the service does for a repository by itself, and when; what is empty it never does.
 *
 * @param replication to every region what it lacks, besides what follows each backup
 * @param prune collecting garbage
 * @param lockExtension extending locks of what snapshots need
 * @param lockCheck asking the stores for the lock of every object
 */
public record Upkeep(
        Optional<Schedule> replication,
        Optional<Scrubbing> scrub,
        Optional<Schedule> prune,
        Optional<Schedule> lockExtension,
        Optional<Schedule> lockCheck) {
    private static final Duration SHORT_LOCK = Duration.ofDays(8);

    /** How deep a scrub looks, see {@code docs/REGIONS.md}. */
    public enum Level {
        L0,
        L1,
        L2,
        L3,
        L4
    }

    /**
     * Looking for damage and healing it; at least one budget is given.
     *
     * @param time after which no further object is begun
     * @param bytes read, after which no further object is begun
     */
    public record Scrubbing(Schedule schedule, Level level, Optional<Duration> time, Optional<Long> bytes) {}

    /** What is done when nothing is said. Locks are looked after where a region has any. */
    public static Upkeep usual(List<RepositoryConfig.Region> regions) {
        Optional<Duration> shortest = regions.stream()
                .flatMap(r -> r.lock().stream())
                .map(ObjectLock::period)
                .min(Comparator.naturalOrder());
        return new Upkeep(
                Optional.of(at("0 45 0 * * ?")),
                Optional.of(new Scrubbing(
                        at("0 15 3 ? * SUN"), Level.L2, Optional.of(Duration.ofHours(1)), Optional.empty())),
                Optional.of(at("0 15 5 ? * SUN")),
                shortest.map(Upkeep::extension),
                shortest.map(p -> at("0 15 3 ? * SAT")));
    }

    /**
     * An object is extended when less than half of its period is left. What had just more than that is extended one run later: at two
     * days with 18 hours left, at eight with three days. That is the time for people to act when runs fail.
     */
    private static Schedule extension(Duration period) {
        return at(period.compareTo(SHORT_LOCK) < 0 ? "0 15 1/6 * * ?" : "0 15 1 * * ?");
    }

    private static Schedule at(String cron) {
        return new Schedule(cron, ZoneOffset.UTC, Duration.ofHours(4), OnMissed.RUN_ONCE, 3, Duration.ofMinutes(10));
    }
}
