package dev.hikae.engine.retention;

import dev.hikae.config.id.SnapshotId;
import dev.hikae.engine.Snapshot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is kept and what is forgotten, and why; nothing is done yet.
 *
 * <p>Promised: the newest snapshot of each group is kept, and the newest complete one; so are the newest verified ones, as many as
 * the rules ask for, at least one. With no rule everything is kept. A further rule, or a larger number in one, never keeps less. Deciding again
 * over what was kept, by the same rules at the same time, forgets nothing.
 */
public record RetentionDecision(List<OfGroup> groups) {
    public RetentionDecision {
        groups = List.copyOf(groups);
    }

    /** @param fates newest first */
    public record OfGroup(SnapshotGroup group, List<Fate> fates) {
        public OfGroup {
            fates = List.copyOf(fates);
        }
    }

    public static RetentionDecision of(RetentionInput input) {
        Map<SnapshotId, Long> ids =
                input.snapshots().stream().collect(Collectors.groupingBy(Snapshot::id, Collectors.counting()));
        var groups = input.snapshots().stream()
                .map(s -> Dated.of(s, input))
                .collect(Collectors.groupingBy(d -> SnapshotGroup.of(d.snapshot())));
        return new RetentionDecision(groups.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(e -> new OfGroup(e.getKey(), fates(input, e.getValue(), ids)))
                .toList());
    }

    private static List<Fate> fates(RetentionInput input, List<Dated> group, Map<SnapshotId, Long> ids) {
        List<Dated> counting = new ArrayList<>();
        List<Fate> fates = new ArrayList<>();
        for (Dated d : group.stream().sorted(Dated.NEWEST_FIRST).toList()) {
            if (ids.getOrDefault(d.snapshot().id(), 0L) > 1) {
                fates.add(setApart(d, KeepRule.SAME_ID));
            } else if (input.outOfBand().contains(d.snapshot().id())) {
                fates.add(setApart(d, KeepRule.OUT_OF_BAND));
            } else if (d.committed().isAfter(input.now())) {
                fates.add(setApart(d, KeepRule.IN_FUTURE));
            } else {
                counting.add(d);
            }
        }
        fates.addAll(new GroupRetention(input, counting).fates());
        fates.sort(Comparator.comparing(Fate::countsAt).reversed());
        return fates;
    }

    private static Fate setApart(Dated d, KeepRule why) {
        return new Fate.Keep(d.snapshot(), d.at(), List.of(KeepReason.plain(why)));
    }

    public List<Fate.Keep> kept() {
        return each(f -> f instanceof Fate.Keep k ? Stream.of(k) : Stream.empty());
    }

    public List<Fate.Forget> forgotten() {
        return each(f -> f instanceof Fate.Forget g ? Stream.of(g) : Stream.empty());
    }

    private <T> List<T> each(Function<Fate, Stream<T>> which) {
        return groups.stream().flatMap(g -> g.fates().stream()).flatMap(which).toList();
    }

    /** Of these, the ones without which a group would lose its newest, its newest complete, or its only snapshot. */
    public List<Snapshot> newestAmong(Set<SnapshotId> named) {
        return groups.stream().flatMap(g -> newestAmong(g, named)).toList();
    }

    private static Stream<Snapshot> newestAmong(OfGroup group, Set<SnapshotId> named) {
        boolean emptied =
                group.fates().stream().allMatch(f -> named.contains(f.snapshot().id()));
        return group.fates().stream()
                .filter(f -> named.contains(f.snapshot().id()))
                .filter(f -> emptied || isNewest(f))
                .map(Fate::snapshot);
    }

    private static boolean isNewest(Fate fate) {
        return fate instanceof Fate.Keep k && (k.by(KeepRule.NEWEST) || k.by(KeepRule.NEWEST_COMPLETE));
    }
}
