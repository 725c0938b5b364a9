package dev.hikae.engine;

import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.SnapshotId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What became of moving the home, or would become of it.
 *
 * @param changed false when it was the home already, or nothing was to be changed
 * @param planned whether the former home answered, so that nothing is lost
 * @param epoch of the statement that names the new home
 * @param heldBy regions that hold that statement
 * @param copied what the new home still lacked
 * @param newest for each plan and host the newest snapshot that the new home has. What a home that does not answer committed
 *     alone after that is missing until it returns: the time since then is the lost RPO
 */
public record HomeMove(
        boolean changed,
        boolean planned,
        RegionName from,
        RegionName to,
        int epoch,
        Set<RegionName> heldBy,
        ReplicationResult copied,
        List<Point> newest) {
    public HomeMove {
        heldBy = Set.copyOf(heldBy);
        newest = List.copyOf(newest);
    }

    /** The newest snapshot of a plan and host. */
    public record Point(Optional<String> plan, String host, SnapshotId snapshot, Instant capturedAt) {}
}
