package dev.hikae.engine;

import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.SnapshotId;
import dev.hikae.config.text.Text;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a scrub found and healed.
 *
 * @param snapshots that some region shows
 * @param regions one for each that was asked for
 * @param findings the first of them; {@code moreFindings} are counted only
 * @param losses entries of snapshots that cannot be restored whole any more; {@code moreLosses} are counted only
 * @param healed findings, listed or not, in whose place a good copy is now
 * @param unhealed findings, listed or not, that are neither healed nor mere errors of one reading
 * @param sampled files that were restored and compared
 */
public record ScrubReport(
        ScrubLevel level,
        boolean healing,
        long snapshots,
        List<RegionResult> regions,
        List<Finding> findings,
        long moreFindings,
        long healed,
        long unhealed,
        List<Loss> losses,
        long moreLosses,
        Sampled sampled) {
    public ScrubReport {
        regions = List.copyOf(regions);
        findings = List.copyOf(findings);
        losses = List.copyOf(losses);
    }

    /** Whether nothing that was looked at is damaged now. */
    public boolean whole() {
        return unhealed == 0 && losses.isEmpty();
    }

    /** Whether every region answered and could be looked at as deep as was asked. */
    public boolean asDeepAsAsked() {
        return regions.stream().allMatch(r -> r.problem().isEmpty() && r.withoutChecksum() == 0);
    }

    /** What became of a finding. */
    public enum State {
        /** A good copy is in its place now. */
        HEALED,
        /** Damaged, and not replaced. */
        DAMAGED,
        /** Damaged, and no region that answers has a good copy. */
        LOST,
        /** A second reading found nothing wrong. */
        NOT_CONFIRMED
    }

    /**
     * One damaged or missing object.
     *
     * @param note how it was healed, or why not
     */
    public record Finding(RegionName region, String object, Text what, State state, Optional<Text> note) {}

    /** An entry that needs what is lost. A directory stands for all below it. */
    public record Loss(SnapshotId snapshot, RawPath path) {}

    /**
     * One region.
     *
     * @param problem why it was not scrubbed, or not to the end
     * @param snapshots it shows
     * @param behind snapshots that others show and it does not yet: no damage, {@code replicate} brings them
     * @param objects that its snapshots need, and their {@code bytes}
     * @param missing at the beginning
     * @param wrongSize at the beginning
     * @param extra packs and index objects that no snapshot it shows needs
     * @param checked as deep as asked in this run
     * @param left for later runs
     * @param withoutChecksum for level L1: objects of which the store has no checksum that could be compared
     * @param oldest when the object of which this was longest ago was last checked so deep; empty when one never was
     */
    public record RegionResult(
            RegionName region,
            Optional<Text> problem,
            long snapshots,
            long behind,
            long objects,
            long bytes,
            long missing,
            long wrongSize,
            long extra,
            long extraBytes,
            long checked,
            long bytesRead,
            long left,
            long withoutChecksum,
            Optional<Instant> oldest) {}

    /** What level L4 restored. */
    public record Sampled(long files, long bytes, long different) {
        public static final Sampled NONE = new Sampled(0, 0, 0);
    }
}
