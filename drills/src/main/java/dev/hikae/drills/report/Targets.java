package dev.hikae.drills.report;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Objectives and criteria as frozen before the run.
 *
 * @param planSha256 of the plan's revision in RFC 8785 form
 * @param runbookSha256 of the runbook in RFC 8785 form; empty for a restore test
 * @param criteria titles of what decides; everything else is an observation
 */
public record Targets(
        Duration rto,
        Duration rpo,
        Instant frozenAt,
        String planSha256,
        Optional<Long> planRevision,
        Optional<String> runbook,
        Optional<String> runbookSha256,
        List<String> criteria) {
    public Targets {
        criteria = List.copyOf(criteria);
    }
}
