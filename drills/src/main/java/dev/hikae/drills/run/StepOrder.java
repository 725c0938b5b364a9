package dev.hikae.drills.run;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.runbook.Step;
import dev.hikae.drills.DrillError;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The order in which steps run: as written, each after those that it waits for. */
final class StepOrder {
    private StepOrder() {}

    static List<Step> of(List<Step> steps) {
        checkNames(steps);
        var ordered = new ArrayList<Step>();
        Set<String> done = new HashSet<>();
        while (ordered.size() < steps.size()) {
            Step next = steps.stream()
                    .filter(s -> !done.contains(s.id()) && done.containsAll(s.after()))
                    .findFirst()
                    .orElseThrow(() -> circular(steps, done));
            ordered.add(next);
            done.add(next.id());
        }
        return ordered;
    }

    private static void checkNames(List<Step> steps) {
        Set<String> ids = steps.stream().map(Step::id).collect(Collectors.toSet());
        for (Step s : steps) {
            for (String after : s.after()) {
                if (!ids.contains(after)) {
                    throw new HikaeException(DrillError.STEP_UNKNOWN, s.id(), after);
                }
            }
        }
    }

    private static HikaeException circular(List<Step> steps, Set<String> done) {
        String left =
                steps.stream().map(Step::id).filter(id -> !done.contains(id)).collect(Collectors.joining(", "));
        return new HikaeException(DrillError.STEPS_CIRCULAR, left);
    }
}
