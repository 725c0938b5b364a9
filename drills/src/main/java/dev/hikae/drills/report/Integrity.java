package dev.hikae.drills.report;

import dev.hikae.config.text.Text;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was recovered and how it was checked.
 *
 * @param sampling how the recovery point was chosen
 * @param reconciliations of counts from independent sources
 * @param probes expected against observed
 */
public record Integrity(
        List<Point> points,
        Text sampling,
        Optional<Restored> restored,
        Optional<Checked> checked,
        List<Text> reconciliations,
        List<Probe> probes) {
    public Integrity {
        points = List.copyOf(points);
        reconciliations = List.copyOf(reconciliations);
        probes = List.copyOf(probes);
    }

    /**
     * A recovery point that was used.
     *
     * @param age at the incident, or at the start of a restore test
     * @param complete false when unreadable entries were left out of it
     * @param heldIn regions that alone could restore it
     * @param bytesFrom bytes read from each region
     * @param lock of its objects against deletion, for people
     */
    public record Point(
            String id,
            Optional<String> host,
            Instant capturedAt,
            Instant committedAt,
            Duration age,
            Optional<Boolean> complete,
            List<String> heldIn,
            Map<String, Long> bytesFrom,
            Optional<String> lock) {
        public Point {
            heldIn = List.copyOf(heldIn);
            bytesFrom = Map.copyOf(bytesFrom);
        }
    }

    /**
     * What was written.
     *
     * @param expectedEntries and bytes as the recovery point's manifest says
     * @param failed entries that could not be restored; the first 100
     * @param healed reads that failed in one region and succeeded in another; the first 100
     */
    public record Restored(
            long expectedEntries,
            long expectedBytes,
            long entries,
            long files,
            long bytes,
            Duration elapsed,
            long failedCount,
            List<Finding> failed,
            long healedCount,
            List<Finding> healed,
            long observationCount,
            List<Finding> observations) {
        public Restored {
            failed = List.copyOf(failed);
            healed = List.copyOf(healed);
            observations = List.copyOf(observations);
        }
    }

    /** The comparison with the recovery point, content and metadata; at most 100 of each list are kept. */
    public record Checked(
            long entries,
            long files,
            long bytes,
            long mismatchCount,
            List<Finding> mismatches,
            long observationCount,
            List<Finding> observations) {
        public Checked {
            mismatches = List.copyOf(mismatches);
            observations = List.copyOf(observations);
        }
    }

    /** Something found about one entry. */
    public record Finding(String path, Text what) {}

    /** One probe. */
    public record Probe(String name, Text expected, Text observed, boolean passed) {}
}
