package dev.hikae.drills.report;

import dev.hikae.config.text.Text;
import dev.hikae.drills.run.ApprovalRecord;
import java.util.List;
import java.util.Optional;

/**
 * Who allowed what, and why nothing in production could be harmed.
 *
 * @param keyPermit what the unwrapping of the key rested on, for example {@code register:41}
 */
public record Authorisation(
        String startedBy, Optional<String> keyPermit, List<ApprovalRecord> approvals, List<Text> safety) {
    public Authorisation {
        approvals = List.copyOf(approvals);
        safety = List.copyOf(safety);
    }
}
