package dev.hikae.drills.report;

import dev.hikae.config.runbook.DrillType;
import dev.hikae.config.text.Text;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The first page.
 *
 * @param id of the report, {@code evd_} and a UUIDv7
 * @param number for people, for example {@code DRILL-2026-0007}
 * @param title of the runbook or plan, as its owner wrote it
 * @param notices what must be read before the verdict: what was simulated, which TSA, whether the regions are geographic
 */
public record Cover(
        String id,
        String number,
        String title,
        Optional<String> organisation,
        DrillType type,
        String run,
        Instant startedAt,
        Instant endedAt,
        Instant issuedAt,
        List<Text> notices) {
    public Cover {
        notices = List.copyOf(notices);
    }
}
