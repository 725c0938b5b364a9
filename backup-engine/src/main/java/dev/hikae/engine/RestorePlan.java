package dev.hikae.engine;

import java.util.List;

/**
 * What a restore would do: its dry run.
 *
 * @param sample the first entries that would be written, at most 1,000
 * @param conflicts existing entries that would be replaced or stand in the way, at most 1,000
 * @param replaced how many existing entries would be replaced, or compared and rewritten where they differ
 * @param deleted how many existing entries would be deleted
 * @param deletions the first of them, at most 1,000; of a directory with all it holds, the directory
 * @param freeBytes free space of the target's file system
 */
public record RestorePlan(
        long entries,
        long files,
        long bytes,
        long freeBytes,
        List<RawPath> sample,
        List<RawPath> conflicts,
        long replaced,
        long deleted,
        List<RawPath> deletions) {
    /** Into an empty target. */
    public RestorePlan(
            long entries, long files, long bytes, long freeBytes, List<RawPath> sample, List<RawPath> conflicts) {
        this(entries, files, bytes, freeBytes, sample, conflicts, conflicts.size(), 0, List.of());
    }

    public RestorePlan {
        deletions = List.copyOf(deletions);
        sample = List.copyOf(sample);
        conflicts = List.copyOf(conflicts);
    }
}
