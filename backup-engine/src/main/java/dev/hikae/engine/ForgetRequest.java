package dev.hikae.engine;

import dev.hikae.config.id.SnapshotId;
import java.util.List;

/**
 * Snapshots to give up.
 *
 * @param reason for people, kept in the record
 */
public record ForgetRequest(List<SnapshotId> snapshots, String reason) {
    public ForgetRequest {
        snapshots = List.copyOf(snapshots);
    }
}
