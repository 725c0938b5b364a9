package dev.hikae.engine.retention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.config.id.SnapshotId;
import dev.hikae.config.plan.Retention;
import dev.hikae.engine.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What holds for all snapshots and rules, tried on many; a failure names its seed. */
final class RetentionPropertiesTest {
    private static final int SEEDS = 1_000;
    private static final Instant NOW = Instant.parse("2028-03-01T12:34:56Z");
    private static final List<String> ZONES =
            List.of("UTC", "Asia/Tokyo", "America/New_York", "America/St_Johns", "Australia/Lord_Howe", "Pacific/Apia");
    private static final List<KeepRule> PERIODS =
            List.of(KeepRule.HOURLY, KeepRule.DAILY, KeepRule.WEEKLY, KeepRule.MONTHLY, KeepRule.YEARLY);

    private static void each(BiConsumer<RetentionInput, Random> property) {
        for (int seed = 0; seed < SEEDS; seed++) {
            var random = new Random(seed);
            try {
                property.accept(input(random), random);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }

    private static RetentionInput input(Random random) {
        int count = 1 + random.nextInt(40);
        List<Snapshot> snapshots = new ArrayList<>();
        Set<SnapshotId> verified = new HashSet<>();
        Map<SnapshotId, Instant> recorded = new HashMap<>();
        Set<SnapshotId> outOfBand = new HashSet<>();
        for (int n = 0; n < count; n++) {
            // Now and then an id comes twice.
            Snapshot s = snapshot(random.nextInt(60) == 0 ? 0 : n, random);
            snapshots.add(s);
            if (random.nextInt(5) == 0) {
                verified.add(s.id());
            }
            if (random.nextInt(8) == 0) {
                recorded.put(s.id(), when(random));
            }
            if (random.nextInt(20) == 0) {
                outOfBand.add(s.id());
            }
        }
        return new RetentionInput(
                snapshots,
                recorded,
                outOfBand,
                verified,
                rules(random),
                Duration.ofMinutes(1 + random.nextInt(3000)),
                NOW,
                ZoneId.of(ZONES.get(random.nextInt(ZONES.size()))));
    }

    private static Snapshot snapshot(int number, Random random) {
        Instant committed = when(random);
        Instant captured =
                switch (random.nextInt(8)) {
                    case 0 -> when(random);
                    case 1 -> committed.plusSeconds(random.nextInt(100_000));
                    default -> committed.minusSeconds(random.nextInt(100_000));
                };
        return Points.of(
                number,
                random.nextInt(4) == 0 ? "b" : "a",
                "host",
                List.of("/data"),
                captured,
                committed,
                random.nextInt(4) != 0);
    }

    /** Seconds to years ago; sometimes in the future, sometimes the same instant again. */
    private static Instant when(Random random) {
        long seconds =
                switch (random.nextInt(6)) {
                    case 0 -> random.nextInt(3_600);
                    case 1 -> random.nextInt(86_400 * 3);
                    case 2 -> random.nextInt(86_400 * 60);
                    case 3 -> 3_600L * random.nextInt(100);
                    case 4 -> random.nextInt(86_400 * 365 * 4);
                    default -> random.nextInt(20) == 0 ? -random.nextInt(1_000_000) : 86_400L * random.nextInt(400);
                };
        return NOW.minusSeconds(seconds);
    }

    private static Retention rules(Random random) {
        StringBuilder text = new StringBuilder();
        for (String rule : List.of("last", "hourly", "daily", "weekly", "monthly", "yearly", "verified")) {
            if (random.nextInt(3) == 0) {
                text.append(rule).append('=').append(1 + random.nextInt(9)).append(' ');
            }
        }
        if (random.nextInt(4) == 0) {
            text.append("within=PT").append(1 + random.nextInt(2000)).append("H");
        }
        return Points.rules(text.toString());
    }

    private static RetentionInput with(RetentionInput in, List<Snapshot> snapshots, Retention rules) {
        return new RetentionInput(
                snapshots, in.recorded(), in.outOfBand(), in.verified(), rules, in.window(), in.now(), in.zone());
    }

    /** As a list, because an id may come twice. */
    private static List<Snapshot> kept(RetentionInput in) {
        return RetentionDecision.of(in).kept().stream().map(Fate.Keep::snapshot).toList();
    }

    private static Set<Snapshot> keptSet(RetentionInput in) {
        return new HashSet<>(kept(in));
    }

    @Test
    void eachSnapshot_hasOneFate_andAReason() {
        each((in, random) -> {
            List<Fate> fates = RetentionDecision.of(in).groups().stream()
                    .flatMap(g -> g.fates().stream())
                    .toList();
            assertEquals(
                    sorted(in.snapshots()),
                    sorted(fates.stream().map(Fate::snapshot).toList()));
            fates.forEach(f -> assertTrue(
                    switch (f) {
                        case Fate.Keep k -> !k.reasons().isEmpty();
                        case Fate.Forget g -> !g.reasons().isEmpty();
                    }));
        });
    }

    private static List<String> sorted(List<Snapshot> snapshots) {
        return snapshots.stream().map(Snapshot::toString).sorted().toList();
    }

    @Test
    void theNewest_theNewestComplete_andTheNewestVerified_stay() {
        each((in, random) -> {
            Set<Snapshot> kept = keptSet(in);
            Map<SnapshotId, Long> ids =
                    in.snapshots().stream().collect(Collectors.groupingBy(Snapshot::id, Collectors.counting()));
            for (String plan : List.of("a", "b")) {
                List<Dated> group = in.snapshots().stream()
                        .filter(s -> s.plan().orElseThrow().equals(plan))
                        .filter(s -> ids.getOrDefault(s.id(), 0L) == 1)
                        .filter(s -> !in.outOfBand().contains(s.id()))
                        .map(s -> Dated.of(s, in))
                        .filter(d -> !d.committed().isAfter(NOW))
                        .sorted(Comparator.comparing(Dated::at).reversed())
                        .toList();
                List<Dated> complete =
                        group.stream().filter(d -> d.snapshot().complete()).toList();
                List<Dated> verified = complete.stream()
                        .filter(d -> in.verified().contains(d.snapshot().id()))
                        .toList();
                for (List<Dated> some : List.of(group, complete, verified)) {
                    if (!some.isEmpty()) {
                        Instant newest = some.getFirst().at();
                        assertTrue(some.stream()
                                .filter(d -> d.at().equals(newest))
                                .anyMatch(d -> kept.contains(d.snapshot())));
                    }
                }
                assertTrue(kept.stream()
                                .filter(s -> verified.stream()
                                        .anyMatch(d -> d.snapshot().equals(s)))
                                .count()
                        >= Math.min(verified.size(), in.rules().minimumVerified()));
            }
        });
    }

    @Test
    void noRule_keepsEverything() {
        each((in, random) -> assertEquals(
                in.snapshots().size(),
                kept(with(in, in.snapshots(), Points.rules("verified=2"))).size()));
    }

    @Test
    void aFurtherRule_orALargerNumber_neverKeepsLess() {
        each((in, random) -> {
            if (in.rules().keepsEverything()) {
                return;
            }
            var more = with(in, in.snapshots(), more(in.rules(), random));
            assertTrue(keptSet(more).containsAll(kept(in)), () -> in.rules() + " and " + more.rules());
        });
    }

    private static Retention more(Retention r, Random random) {
        return new Retention(
                more(r.keepLast(), random),
                more(r.keepHourly(), random),
                more(r.keepDaily(), random),
                more(r.keepWeekly(), random),
                more(r.keepMonthly(), random),
                more(r.keepYearly(), random),
                r.keepWithin().map(d -> d.plusHours(random.nextInt(100))),
                more(OptionalInt.of(r.minimumVerified()), random));
    }

    private static OptionalInt more(OptionalInt count, Random random) {
        return random.nextInt(3) == 0 ? OptionalInt.of(count.orElse(0) + 1 + random.nextInt(3)) : count;
    }

    @Test
    void decidingAgain_forgetsNothing() {
        each((in, random) -> {
            List<Snapshot> kept = kept(in);
            assertEquals(
                    List.of(), RetentionDecision.of(with(in, kept, in.rules())).forgotten());
        });
    }

    @Test
    void theOrderOfSnapshots_meansNothing() {
        each((in, random) -> {
            List<Snapshot> shuffled = new ArrayList<>(in.snapshots());
            Collections.shuffle(shuffled, random);
            assertEquals(RetentionDecision.of(in), RetentionDecision.of(with(in, shuffled, in.rules())));
        });
    }

    @Test
    void otherGroups_meanNothing() {
        each((in, random) -> {
            boolean twice = in.snapshots().stream().map(Snapshot::id).distinct().count()
                    < in.snapshots().size();
            List<Snapshot> alone = in.snapshots().stream()
                    .filter(s -> s.plan().orElseThrow().equals("a"))
                    .toList();
            if (twice || alone.isEmpty()) {
                return;
            }
            assertEquals(
                    RetentionDecision.of(in).groups().getFirst(),
                    RetentionDecision.of(with(in, alone, in.rules())).groups().getFirst());
        });
    }

    /**
     * Whoever may write, but was seen doing so, pushes out nothing of an earlier period, whatever times it claims and however often
     * it writes.
     */
    @Test
    void aFlood_pushesOutNothingOfEarlierPeriods() {
        each((in, random) -> {
            List<Snapshot> flooded = new ArrayList<>(in.snapshots());
            Map<SnapshotId, Instant> recorded = new HashMap<>(in.recorded());
            for (int n = 0; n < 50; n++) {
                Snapshot junk = snapshot(1_000 + n, random);
                flooded.add(junk);
                recorded.put(junk.id(), NOW.minusMillis(random.nextInt(1_000)));
            }
            Set<Snapshot> after = keptSet(new RetentionInput(
                    flooded, recorded, in.outOfBand(), in.verified(), in.rules(), in.window(), in.now(), in.zone()));
            for (Fate.Keep k : RetentionDecision.of(in).kept()) {
                for (KeepReason reason : k.reasons()) {
                    if (protectedFromFlood(in, reason)) {
                        assertTrue(after.contains(k.snapshot()), () -> k + " by " + reason + " of " + in.rules());
                    }
                }
            }
        });
    }

    /** Periods that have none of the flood; its captured times are believed for a day at most. */
    private static boolean protectedFromFlood(RetentionInput in, KeepReason reason) {
        boolean periodIsOver = PERIODS.contains(reason.rule())
                && reason.place() + flooded(reason.rule()) <= reason.of()
                && !touched(in, reason);
        return periodIsOver
                || reason.rule() == KeepRule.VERIFIED
                || reason.rule() == KeepRule.IN_FUTURE
                || reason.rule() == KeepRule.OUT_OF_BAND
                || reason.rule() == KeepRule.SAME_ID;
    }

    /** How many periods the flood may reach, a day and a bit back from now. */
    private static int flooded(KeepRule rule) {
        return rule == KeepRule.HOURLY ? 26 : 2;
    }

    private static boolean touched(RetentionInput in, KeepReason reason) {
        var names = new Periods(in.zone());
        for (int hours = 0; hours <= 25; hours++) {
            Instant at = NOW.minus(hours, ChronoUnit.HOURS);
            String name =
                    switch (reason.rule()) {
                        case HOURLY -> names.hour(at);
                        case DAILY -> names.day(at);
                        case WEEKLY -> names.week(at);
                        case MONTHLY -> names.month(at);
                        default -> names.year(at);
                    };
            if (name.equals(reason.period())) {
                return true;
            }
        }
        return false;
    }
}
