package dev.hikae.drills.run;

import dev.hikae.config.id.RunId;
import dev.hikae.config.plan.Objectives;
import dev.hikae.config.plan.Probe;
import dev.hikae.config.runbook.Runbook;
import java.util.List;

/**
 * A drill to be run.
 *
 * @param objectives frozen with it: the runbook's, or the plan's where it has none
 * @param planSha256 hash of the plan's revision (JCS), hex
 * @param runbookSha256 hash of the runbook (JCS), hex
 * @param startedBy name of the person or account; cannot approve the drill's steps
 * @param freshness the plan's probes that tell the time of the newest data in the restored copy
 */
public record DrillRequest(
        RunId run,
        Runbook runbook,
        Objectives objectives,
        String planSha256,
        String runbookSha256,
        String startedBy,
        List<Probe.Freshness> freshness) {
    public DrillRequest {
        freshness = List.copyOf(freshness);
    }
}
