package dev.hikae.drills.report;

import java.util.Optional;

/**
 * What a reader needs to check the report without trusting it.
 *
 * @param rootFingerprint SHA-256 of the evidence root certificate; compare it with the copy received apart from the bundle
 * @param tsa who says when it was sealed
 * @param startedLeaf sequence number in the register of the run's {@code run.started}
 */
public record Verification(
        Optional<String> rootFingerprint, Tsa tsa, Optional<String> tsaUrl, Optional<Long> startedLeaf) {
    /** Kinds of time-stamping authority. */
    public enum Tsa {
        /** In this process: its time is only as good as the operator. */
        BUILT_IN,
        EXTERNAL,
        NONE
    }
}
