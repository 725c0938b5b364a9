package dev.hikae.engine.retention;

import dev.hikae.config.id.SnapshotId;
import dev.hikae.config.plan.Retention;
import dev.hikae.engine.RawPath;
import dev.hikae.engine.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Snapshots and rules in few words. */
final class Points {
    private static final OptionalInt NONE = OptionalInt.empty();

    private Points() {}

    static SnapshotId id(int number) {
        return new SnapshotId(String.format("snap_00000000-0000-7000-8000-%012x", number));
    }

    /** The number that {@link #id} was made of. */
    static int number(SnapshotId id) {
        return Integer.parseInt(id.value().substring(id.value().length() - 12), 16);
    }

    /** One of the only group, read and committed at the same time. */
    static Snapshot at(int number, String instant) {
        return at(number, Instant.parse(instant));
    }

    static Snapshot at(int number, Instant instant) {
        return of(number, "plan", "host", List.of("/data"), instant, instant, true);
    }

    static Snapshot incomplete(int number, String instant) {
        Instant at = Instant.parse(instant);
        return of(number, "plan", "host", List.of("/data"), at, at, false);
    }

    static Snapshot of(
            int number,
            String plan,
            String host,
            List<String> roots,
            Instant captured,
            Instant committed,
            boolean complete) {
        return new Snapshot(
                id(number),
                plan.isEmpty() ? Optional.empty() : Optional.of(plan),
                host,
                roots.stream().map(RawPath::of).toList(),
                captured,
                committed,
                complete,
                new Snapshot.Totals(0, 0, 0, 0, 0),
                Set.of());
    }

    /** From {@code last=3 daily=7 within=P30D verified=2}. */
    static Retention rules(String text) {
        Map<String, String> given = Arrays.stream(text.split(" "))
                .filter(t -> !t.isEmpty())
                .map(t -> t.split("="))
                .collect(Collectors.toMap(p -> p[0], p -> p[1]));
        var known = new HashSet<>(given.keySet());
        known.removeAll(Set.of("last", "hourly", "daily", "weekly", "monthly", "yearly", "within", "verified"));
        if (!known.isEmpty()) {
            throw new IllegalArgumentException(known.toString());
        }
        return new Retention(
                count(given, "last"),
                count(given, "hourly"),
                count(given, "daily"),
                count(given, "weekly"),
                count(given, "monthly"),
                count(given, "yearly"),
                Optional.ofNullable(given.get("within")).map(Duration::parse),
                count(given, "verified"));
    }

    private static OptionalInt count(Map<String, String> given, String key) {
        return Optional.ofNullable(given.get(key))
                .map(v -> OptionalInt.of(Integer.parseInt(v)))
                .orElse(NONE);
    }

    static RetentionInput input(List<Snapshot> snapshots, String rules) {
        return input(snapshots, rules, ZoneOffset.UTC);
    }

    static RetentionInput input(List<Snapshot> snapshots, String rules, ZoneId zone) {
        Instant now = snapshots.stream()
                .map(Snapshot::committedAt)
                .max(Instant::compareTo)
                .orElse(Instant.EPOCH);
        return new RetentionInput(
                snapshots, Map.of(), Set.of(), Set.of(), rules(rules), Duration.ofHours(1), now, zone);
    }

    static RetentionInput verified(RetentionInput in, Integer... numbers) {
        return new RetentionInput(
                in.snapshots(),
                in.recorded(),
                in.outOfBand(),
                Arrays.stream(numbers).map(Points::id).collect(Collectors.toSet()),
                in.rules(),
                in.window(),
                in.now(),
                in.zone());
    }

    /** Numbers of the snapshots that are kept. */
    static Set<Integer> kept(RetentionInput input) {
        return RetentionDecision.of(input).kept().stream()
                .map(k -> number(k.snapshot().id()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    static Fate fate(RetentionInput input, int number) {
        return RetentionDecision.of(input).groups().stream()
                .flatMap(g -> g.fates().stream())
                .filter(f -> f.snapshot().id().equals(id(number)))
                .findFirst()
                .orElseThrow();
    }

    /** Words of the rules that keep it; empty when it is forgotten. */
    static Set<String> reasons(RetentionInput input, int number) {
        return fate(input, number) instanceof Fate.Keep k
                ? k.reasons().stream().map(r -> r.rule().word()).collect(Collectors.toCollection(TreeSet::new))
                : Set.of();
    }
}
