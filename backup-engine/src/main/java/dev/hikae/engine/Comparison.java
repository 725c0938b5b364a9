package dev.hikae.engine;

import java.util.List;

/**
 * A tree on disk compared with a snapshot, content and metadata.
 *
 * @param entries compared
 * @param bytes of content read and hashed
 * @param differences each with the attribute, expected and found; at most 1,000 are kept
 * @param differenceCount all of them
 * @param observations differences that are no failure (ownership without root)
 */
public record Comparison(
        long entries,
        long files,
        long bytes,
        List<BackupResult.Finding> differences,
        long differenceCount,
        List<BackupResult.Finding> observations) {
    public Comparison {
        differences = List.copyOf(differences);
        observations = List.copyOf(observations);
    }

    public boolean same() {
        return differenceCount == 0;
    }
}
