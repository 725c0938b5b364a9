package dev.hikae.engine;

import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.SnapshotId;
import dev.hikae.config.text.Text;
import java.util.List;

/**
 * What a check found.
 *
 * @param findings damage, each with region, object and what is wrong
 */
public record CheckReport(long snapshots, long objects, long bytesRead, boolean dataRead, List<Finding> findings) {
    public CheckReport {
        findings = List.copyOf(findings);
    }

    public boolean clean() {
        return findings.isEmpty();
    }

    /**
     * One damaged or missing object.
     *
     * @param affected snapshots that need it in that region, as far as known
     */
    public record Finding(RegionName region, String object, Text what, List<SnapshotId> affected) {
        public Finding {
            affected = List.copyOf(affected);
        }
    }
}
