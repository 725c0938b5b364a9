package dev.hikae.engine;

import dev.hikae.config.text.Text;
import java.util.List;
import java.util.Optional;

/**
 * What was repacked. The old packs go in a collection when whoever began to read before is done.
 *
 * @param packs that were read
 * @param bytesRead of them, in one region
 * @param made new packs
 * @param bytesWritten of them, to each region
 * @param locked packs left alone because a lock of theirs runs on
 * @param snapshots whose trees cannot be read, so that nobody knows what of their packs lives; these are left alone
 * @param damaged packs left alone, and what is wrong with them
 * @param problem why it did not go on, if it did not
 */
public record RepackResult(
        long packs,
        long bytesRead,
        long made,
        long bytesWritten,
        long locked,
        long snapshots,
        List<Text> damaged,
        Optional<Text> problem) {
    public RepackResult {
        damaged = List.copyOf(damaged);
    }

    /** Bytes that become free in each region. */
    public long freed() {
        return bytesRead - bytesWritten;
    }

    /** Whether something was left that somebody must look at. */
    public boolean partial() {
        return problem.isPresent() || !damaged.isEmpty() || snapshots > 0;
    }
}
