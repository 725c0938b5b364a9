package dev.hikae.config.runbook;

import dev.hikae.config.id.PlanName;
import dev.hikae.config.id.RunbookName;
import dev.hikae.config.plan.Objectives;
import java.util.List;
import java.util.Optional;

/**
 * A drill as written down: its scenario and its steps.
 *
 * @param type of the drill (test failover, restore test, tabletop, …)
 * @param objectives that are frozen when a drill starts; empty means the plan's
 * @param exclusions what the drill leaves out, each with its reason
 */
public record Runbook(
        RunbookName name,
        String title,
        String scenario,
        DrillType type,
        PlanName plan,
        Optional<Objectives> objectives,
        List<Exclusion> exclusions,
        List<Step> steps) {
    public Runbook {
        exclusions = List.copyOf(exclusions);
        steps = List.copyOf(steps);
    }

    /** Something left out of a drill, and why. */
    public record Exclusion(String what, String reason) {}
}
