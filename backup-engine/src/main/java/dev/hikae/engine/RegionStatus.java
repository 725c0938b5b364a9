package dev.hikae.engine;

import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.SnapshotId;
import dev.hikae.config.text.Text;
import java.time.Instant;
import java.util.Optional;

/**
 * How far one region is.
 *
 * @param reachable whether it answered
 * @param problem why it did not
 * @param watermark captured time of the newest snapshot up to which the region holds everything, a consistent prefix
 * @param newest that snapshot
 * @param snapshotsHeld visible there
 * @param snapshotsBehind committed, but not yet visible there
 */
public record RegionStatus(
        RegionName region,
        boolean home,
        boolean reachable,
        Optional<Text> problem,
        Optional<Instant> watermark,
        Optional<SnapshotId> newest,
        long snapshotsHeld,
        long snapshotsBehind) {}
