package dev.hikae.engine;

import dev.hikae.config.id.SnapshotId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One version of an entry, and where it is: two are the same version when kind, content, size, mode, owner and modification time are.
 *
 * @param plan and host whose snapshots hold it
 * @param entry as one of these snapshots has it
 * @param ranges newest first; between two of them the entry is gone or of another version
 */
public record Found(RawPath path, Optional<String> plan, String host, Entry entry, List<Range> ranges) {
    public Found {
        ranges = List.copyOf(ranges);
    }

    /**
     * Consecutive snapshots, of those that were looked in.
     *
     * @param newestAt and oldestAt when they were captured
     */
    public record Range(SnapshotId newest, Instant newestAt, SnapshotId oldest, Instant oldestAt, int count) {}

    /**
     * What a search did.
     *
     * @param versions found
     * @param snapshots looked in
     * @param pages of directories read; equal ones once
     * @param unreadable directories of which a part could not be read, at most 1,000 kept
     */
    public record Summary(
            long versions, int snapshots, long pages, List<BackupResult.Finding> unreadable, long unreadableCount) {
        public Summary {
            unreadable = List.copyOf(unreadable);
        }
    }
}
