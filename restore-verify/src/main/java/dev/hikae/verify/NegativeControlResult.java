package dev.hikae.verify;

import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.SnapshotId;
import dev.hikae.config.text.Text;
import java.util.List;
import java.util.Optional;

/**
 * Whether a test that must fail did fail.
 *
 * @param state passed only when the test of the damaged copy failed and named damage of content
 * @param flips every byte changed in the scratch copy
 * @param test the result of the test of the damaged copy
 * @param scratch what became of the scratch copy
 */
public record NegativeControlResult(
        State state,
        List<Text> reasons,
        Optional<SnapshotId> snapshot,
        Optional<RegionName> region,
        String seed,
        List<Flip> flips,
        Optional<RestoreTestResult> test,
        Optional<Sandbox.Destruction> scratch) {
    public NegativeControlResult {
        reasons = List.copyOf(reasons);
        flips = List.copyOf(flips);
    }

    /** One changed byte. */
    public record Flip(String pack, long offset, int before, int after) {}
}
