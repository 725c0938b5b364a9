package dev.hikae.drills.report;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Every run that was due in a period, counted from the register.
 *
 * @param counts leaves by kind, for example {@code run.missed}
 * @param firstLeaf sequence number of the period's first leaf
 * @param lastLeaf sequence number of its last
 * @param logSize leaves in the log when it was counted
 * @param rootHash of the Merkle tree of that size, base64
 */
public record Population(
        Instant from,
        Instant to,
        Map<String, Long> counts,
        long firstLeaf,
        long lastLeaf,
        long logSize,
        Optional<String> rootHash) {
    public Population {
        counts = Map.copyOf(counts);
    }
}
