package dev.hikae.engine;

import java.util.List;

/**
 * What a restore would do: its dry run.
 *
 * @param sample the first entries that would be written, at most 1,000
 * @param conflicts existing entries that would be replaced or stand in the way, at most 1,000
 * @param freeBytes free space of the target's file system
 */
public record RestorePlan(
        long entries, long files, long bytes, long freeBytes, List<RawPath> sample, List<RawPath> conflicts) {
    public RestorePlan {
        sample = List.copyOf(sample);
        conflicts = List.copyOf(conflicts);
    }
}
