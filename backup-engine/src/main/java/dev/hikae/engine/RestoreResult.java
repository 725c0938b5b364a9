package dev.hikae.engine;

import dev.hikae.config.id.RegionName;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a restore did.
 *
 * @param bytesFrom bytes read from each region
 * @param failed entries whose content or metadata could not be restored
 * @param observations differences that are no failure (ownership without root, flags the target lacks)
 * @param keptBytes of {@code bytes}, what was in the target already and proved the same
 * @param deleted entries that the snapshot does not hold
 * @param healed pack reads that failed in one region and succeeded in another
 */
public record RestoreResult(
        long entries,
        long files,
        long bytes,
        Map<RegionName, Long> bytesFrom,
        List<BackupResult.Finding> failed,
        List<BackupResult.Finding> observations,
        List<BackupResult.Finding> healed,
        Duration elapsed,
        long keptBytes,
        long deleted) {
    /** Into an empty target. */
    public RestoreResult(
            long entries,
            long files,
            long bytes,
            Map<RegionName, Long> bytesFrom,
            List<BackupResult.Finding> failed,
            List<BackupResult.Finding> observations,
            List<BackupResult.Finding> healed,
            Duration elapsed) {
        this(entries, files, bytes, bytesFrom, failed, observations, healed, elapsed, 0, 0);
    }

    public RestoreResult {
        bytesFrom = Map.copyOf(bytesFrom);
        failed = List.copyOf(failed);
        observations = List.copyOf(observations);
        healed = List.copyOf(healed);
    }
}
