package dev.hikae.verify;

import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.SnapshotId;
import dev.hikae.config.text.Text;
import dev.hikae.engine.BackupResult.Finding;
import dev.hikae.engine.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All that a restore test found; written as JSON it is the test's record.
 *
 * <p>Run, validation and clean-up are independent. The verdict speaks of recovery; a clean-up that failed does not
 * change it, and stands among the reasons.
 *
 * @param request what was asked, objectives and probes as they were then
 * @param repository its id
 * @param homeRegion whether the copy lay in the home region
 * @param seed from which every draw follows
 * @param exposure at the start of the test, of the plan's newest usable point in any region
 * @param damage what could not be restored, and differences found, at most 1,000
 * @param damageCount all of them
 * @param observations differences that are no failure
 * @param reasons why the verdict is what it is, and what else deserves attention
 */
public record RestoreTestResult(
        RestoreTestRequest request,
        String repository,
        Optional<Point> point,
        Optional<RegionName> region,
        boolean homeRegion,
        String seed,
        List<Draw> draws,
        Clocks clocks,
        Part run,
        Part validation,
        Part cleanUp,
        Figures figures,
        Optional<RpoExposure> exposure,
        Objects objects,
        Optional<Restored> restored,
        List<ProbeResult> probes,
        List<Finding> damage,
        long damageCount,
        List<Finding> observations,
        Verdict verdict,
        List<Text> reasons) {
    public RestoreTestResult {
        draws = List.copyOf(draws);
        probes = List.copyOf(probes);
        damage = List.copyOf(damage);
        observations = List.copyOf(observations);
        reasons = List.copyOf(reasons);
    }

    /** One of the three states, and why. */
    public record Part(State state, List<Text> reasons) {
        static final Part NOT_RUN = new Part(State.NOT_RUN, List.of());
        static final Part PASSED = new Part(State.PASSED, List.of());

        public Part {
            reasons = List.copyOf(reasons);
        }

        static Part of(State state, Text why) {
            return new Part(state, List.of(why));
        }
    }

    /** The recovery point used. */
    public record Point(
            SnapshotId snapshot,
            Instant capturedAt,
            Instant committedAt,
            Set<RegionName> regions,
            long entries,
            long files,
            long bytes) {
        public Point {
            regions = Set.copyOf(regions);
        }

        static Point of(Snapshot s) {
            return new Point(
                    s.id(),
                    s.capturedAt(),
                    s.committedAt(),
                    s.regions(),
                    s.totals().entries(),
                    s.totals().files(),
                    s.totals().bytes());
        }
    }

    /**
     * How much was looked at, by the comparison of contents.
     *
     * @param total entries of the recovery point
     * @param checked entries compared; 0 when contents were not compared
     * @param mismatched differences found, and entries that could not be restored
     * @param bytesChecked content read and hashed
     */
    public record Objects(long total, long checked, long mismatched, long bytesChecked) {}

    /** What the restore wrote. */
    public record Restored(long entries, long files, long bytes, Map<RegionName, Long> bytesFrom, Duration took) {
        public Restored {
            bytesFrom = Map.copyOf(bytesFrom);
        }
    }
}
