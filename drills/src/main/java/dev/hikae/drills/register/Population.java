package dev.hikae.drills.register;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hikae.config.id.RunId;
import dev.hikae.drills.register.Register.Kind;
import dev.hikae.drills.register.Register.Leaf;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How many runs were due in a period and what became of them: the population that an auditor samples from.
 *
 * <p>A run belongs to the period in which its first leaf lies. Its last end leaf decides what became of it; a run with more than
 * one end is counted as corrected, too. An outcome that is not known to be good counts as failed.
 *
 * @param logSize the number of leaves that were counted, from the first leaf of the register on
 * @param rootSha256 the Merkle root of exactly these leaves, hexadecimal
 */
public record Population(
        Instant from, Instant to, long logSize, String rootSha256, Map<Count, Long> runs, List<Gap> gaps) {
    public Population {
        runs = Map.copyOf(runs);
        gaps = List.copyOf(gaps);
    }

    /** What is counted; every number is a number of runs. */
    public enum Count {
        PLANNED,
        STARTED,
        SUCCEEDED,
        WARNING,
        FAILED,
        CANCELLED,
        MISSED,
        EXPIRED,
        SKIPPED,
        ABANDONED,
        OUT_OF_BAND,
        CORRECTED;

        /** As written in the report. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Where a run is counted whose report says it ended so. */
        public static Count of(String outcome) {
            return Stream.of(ABANDONED, EXPIRED, MISSED, SKIPPED, OUT_OF_BAND)
                    .filter(count -> count.word().equals(outcome))
                    .findAny()
                    .orElseGet(() -> finished(outcome));
        }
    }

    /** A run that ought to have an end, or an outcome, and has none. */
    public record Gap(RunId run, Reason reason, Instant since) {
        /** Why it is one. */
        public enum Reason {
            STARTED_WITHOUT_END,
            PLANNED_WITHOUT_OUTCOME;

            /** As written in the report. */
            public String word() {
                return name().toLowerCase(Locale.ROOT);
            }
        }
    }

    /** Counts all the register holds now, for runs whose first leaf lies in {@code [from, to)}. */
    public static Population of(Register register, Instant from, Instant to) {
        return count(register.leaves(0, register.size()), from, to);
    }

    /**
     * Counts every run in these leaves, which start with the register's first; the period is from the first leaf to the time of
     * counting.
     *
     * <p>A leaf may bear the very time of counting, or a later one where the clock was set back: the period then ends just after it.
     */
    public static Population count(List<Leaf> leaves, Instant counted) {
        List<Instant> times = leaves.stream().map(Leaf::at).sorted().toList();
        Instant from = times.isEmpty() ? counted : times.getFirst();
        boolean passed = times.isEmpty() || times.getLast().isBefore(counted);
        return count(leaves, from, passed ? counted : times.getLast().plusNanos(1));
    }

    /** Counts the runs of a period in these leaves, which start with the register's first. */
    public static Population count(List<Leaf> leaves, Instant from, Instant to) {
        Map<RunId, List<Leaf>> byRun = new LinkedHashMap<>();
        for (Leaf leaf : leaves) {
            if (ofARun(leaf)) {
                leaf.run().ifPresent(run -> byRun.computeIfAbsent(run, r -> new ArrayList<>())
                        .add(leaf));
            }
        }
        Instant now =
                leaves.stream().map(Leaf::at).max(Comparator.naturalOrder()).orElse(from);
        Map<Count, Long> runs = new LinkedHashMap<>();
        List<Gap> gaps = new ArrayList<>();
        byRun.values().stream().filter(run -> within(run, from, to)).forEach(run -> {
            counts(run).forEach(count -> runs.merge(count, 1L, Long::sum));
            gap(run, now).ifPresent(gaps::add);
        });
        List<byte[]> hashes =
                leaves.stream().map(LeafForm::bytes).map(MerkleTree::leafHash).toList();
        String root = HexFormat.of().formatHex(new MerkleTree(hashes).root(hashes.size()));
        return new Population(from, to, leaves.size(), root, runs, gaps);
    }

    /** How many; 0 when there are none. */
    public long of(Count count) {
        return runs.getOrDefault(count, 0L);
    }

    /** As it stands in {@code report.json} under {@code population}; the verifiers compare it member by member. */
    public ObjectNode toJson() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("from", from.toString());
        node.put("to", to.toString());
        node.put("log_size", logSize);
        node.put("root_sha256", rootSha256);
        ObjectNode counted = node.putObject("runs");
        for (Count count : Count.values()) {
            counted.put(count.word(), of(count));
        }
        ArrayNode listed = node.putArray("gaps");
        gaps.forEach(gap -> listed.addObject()
                .put("run_id", gap.run().value())
                .put("reason", gap.reason().word())
                .put("since", gap.since().toString()));
        return node;
    }

    private static boolean ofARun(Leaf leaf) {
        return leaf.kind() == Kind.RUN_PLANNED
                || leaf.kind() == Kind.RUN_STARTED
                || end(leaf).isPresent();
    }

    /** What an end leaf says became of its run; empty for a leaf that ends nothing. */
    public static Optional<Count> end(Leaf leaf) {
        return switch (leaf.kind()) {
            case RUN_FINISHED -> Optional.of(finished(leaf.outcome().orElse("")));
            case RUN_ABORTED -> Optional.of(Count.CANCELLED);
            case RUN_ABANDONED -> Optional.of(Count.ABANDONED);
            case RUN_EXPIRED -> Optional.of(Count.EXPIRED);
            case RUN_MISSED -> Optional.of(Count.MISSED);
            case RUN_OUT_OF_BAND -> Optional.of(Count.OUT_OF_BAND);
            case RUN_SKIPPED -> Optional.of(Count.SKIPPED);
            case SCHEDULE_PUBLISHED,
                    RUN_PLANNED,
                    RUN_STARTED,
                    REPORT_ISSUED,
                    REPORT_SUPERSEDED,
                    FINDING_OPENED,
                    FINDING_CLOSED,
                    KEY_UNLOCKED,
                    KEY_ROTATED,
                    CONFIG_CHANGED,
                    APPROVAL_GIVEN,
                    HEARTBEAT,
                    LOG_SEALED -> Optional.empty();
        };
    }

    private static Count finished(String outcome) {
        return switch (outcome) {
            case "succeeded", "passed" -> Count.SUCCEEDED;
            case "warning" -> Count.WARNING;
            case "cancelled" -> Count.CANCELLED;
            default -> Count.FAILED;
        };
    }

    private static boolean within(List<Leaf> run, Instant from, Instant to) {
        Instant first = run.getFirst().at();
        return !first.isBefore(from) && first.isBefore(to);
    }

    private static List<Count> counts(List<Leaf> run) {
        List<Count> counts = new ArrayList<>();
        if (has(run, Kind.RUN_PLANNED)) {
            counts.add(Count.PLANNED);
        }
        if (has(run, Kind.RUN_STARTED)) {
            counts.add(Count.STARTED);
        }
        List<Count> ends = run.stream().flatMap(leaf -> end(leaf).stream()).toList();
        if (!ends.isEmpty()) {
            counts.add(ends.getLast());
        }
        if (ends.size() > 1) {
            counts.add(Count.CORRECTED);
        }
        return counts;
    }

    private static boolean has(List<Leaf> run, Kind kind) {
        return run.stream().anyMatch(leaf -> leaf.kind() == kind);
    }

    private static Optional<Gap> gap(List<Leaf> run, Instant now) {
        Leaf first = run.getFirst();
        if (run.stream().anyMatch(leaf -> end(leaf).isPresent())) {
            return Optional.empty();
        }
        if (has(run, Kind.RUN_STARTED)) {
            return Optional.of(new Gap(first.run().orElseThrow(), Gap.Reason.STARTED_WITHOUT_END, first.at()));
        }
        Instant due = first.due().orElse(first.at());
        return due.isAfter(now)
                ? Optional.empty()
                : Optional.of(new Gap(first.run().orElseThrow(), Gap.Reason.PLANNED_WITHOUT_OUTCOME, due));
    }
}
