package dev.hikae.drills.register;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hikae.config.id.RunId;
import dev.hikae.drills.register.Population.Count;
import dev.hikae.drills.register.Population.Gap;
import dev.hikae.drills.register.Register.Kind;
import dev.hikae.drills.register.Register.Leaf;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class PopulationTest {
    private static final Instant START = Instant.parse("2026-10-01T00:00:00Z");
    private final List<Leaf> leaves = new ArrayList<>();

    private static RunId run(int number) {
        return new RunId("run_019a0000-0000-7000-8000-%012d".formatted(number));
    }

    private void leaf(Kind kind, int run, String outcome) {
        Instant due = START.plusSeconds(run >= 900 ? 1_000_000 : 0);
        leaves.add(new Leaf(
                leaves.size(),
                kind,
                Optional.of(run(run)),
                leaves.stream()
                                .filter(l -> l.run().equals(Optional.of(run(run))))
                                .count()
                        + 1,
                Optional.empty(),
                START.plusSeconds(leaves.size()),
                outcome.isEmpty() ? Optional.empty() : Optional.of(outcome),
                kind == Kind.RUN_PLANNED ? Optional.of(due) : Optional.empty(),
                "00".repeat(32)));
    }

    @Test
    void everyRun_isCountedByWhatBecameOfIt() {
        List<String> outcomes = List.of("succeeded", "failed", "inconclusive", "warning", "cancelled");
        for (int i = 0; i < outcomes.size(); i++) {
            leaf(Kind.RUN_PLANNED, i, "");
            leaf(Kind.RUN_STARTED, i, "");
            leaf(Kind.RUN_FINISHED, i, outcomes.get(i));
        }
        leaf(Kind.RUN_MISSED, 10, "");
        leaf(Kind.RUN_EXPIRED, 11, "");
        leaf(Kind.RUN_SKIPPED, 12, "");
        leaf(Kind.RUN_OUT_OF_BAND, 13, "");
        leaf(Kind.RUN_STARTED, 14, "");
        leaf(Kind.RUN_ABANDONED, 14, "");
        leaf(Kind.RUN_FINISHED, 14, "failed");
        Population counted = Population.count(leaves, START);
        assertEquals(5, counted.of(Count.PLANNED));
        assertEquals(6, counted.of(Count.STARTED));
        assertEquals(1, counted.of(Count.SUCCEEDED));
        assertEquals(3, counted.of(Count.FAILED), "failed, inconclusive and the one first abandoned");
        assertEquals(1, counted.of(Count.WARNING));
        assertEquals(1, counted.of(Count.CANCELLED));
        assertEquals(1, counted.of(Count.MISSED));
        assertEquals(1, counted.of(Count.EXPIRED));
        assertEquals(1, counted.of(Count.SKIPPED));
        assertEquals(0, counted.of(Count.ABANDONED));
        assertEquals(1, counted.of(Count.OUT_OF_BAND));
        assertEquals(1, counted.of(Count.CORRECTED));
        assertEquals(List.of(), counted.gaps());
    }

    @Test
    void startedWithoutEnd_andPlannedPastItsTime_areGaps() {
        leaf(Kind.RUN_PLANNED, 1, "");
        leaf(Kind.RUN_PLANNED, 2, "");
        leaf(Kind.RUN_STARTED, 2, "");
        leaf(Kind.RUN_PLANNED, 900, "");
        leaf(Kind.REPORT_ISSUED, 1, "");
        assertEquals(
                List.of(
                        new Gap(run(1), Gap.Reason.PLANNED_WITHOUT_OUTCOME, START),
                        new Gap(run(2), Gap.Reason.STARTED_WITHOUT_END, START.plusSeconds(1))),
                Population.count(leaves, START).gaps());
    }

    @Test
    void theWholePeriod_runsFromTheFirstLeafToTheTimeOfCounting() {
        leaf(Kind.RUN_STARTED, 1, "");
        leaf(Kind.RUN_FINISHED, 1, "succeeded");
        leaf(Kind.RUN_STARTED, 2, "");
        Population counted = Population.count(leaves, START.plusSeconds(3600));
        assertEquals(leaves.getFirst().at(), counted.from());
        assertEquals(START.plusSeconds(3600), counted.to());
        assertEquals(2, counted.of(Count.STARTED));
    }

    @Test
    void runOfTheVeryTimeOfCounting_isCounted() {
        leaf(Kind.RUN_STARTED, 1, "");
        Population counted = Population.count(leaves, leaves.getLast().at());
        assertEquals(1, counted.of(Count.STARTED));
        assertEquals(leaves.getLast().at().plusNanos(1), counted.to());
    }

    @Test
    void runsOfAnotherPeriod_areNotCounted() {
        leaf(Kind.RUN_STARTED, 1, "");
        leaf(Kind.RUN_STARTED, 2, "");
        leaf(Kind.RUN_FINISHED, 1, "succeeded");
        leaf(Kind.RUN_FINISHED, 2, "failed");
        Population second = Population.count(leaves, START.plusSeconds(1), START.plusSeconds(2));
        assertEquals(1, second.of(Count.STARTED));
        assertEquals(1, second.of(Count.FAILED));
        assertEquals(0, second.of(Count.SUCCEEDED));
        assertEquals(4, second.logSize());
    }
}
