package dev.hikae.engine;

import java.util.List;

/**
 * What an export wrote.
 *
 * @param bytes of files' content, holes included
 * @param lost entries left out because their content or listing could not be read from any region; at most 1,000 are kept
 * @param lostCount all of them
 * @param warnings what the format cannot hold, by entry; at most 1,000 are kept
 * @param warningCount all of them
 */
public record ExportResult(
        long entries,
        long files,
        long bytes,
        List<BackupResult.Finding> lost,
        long lostCount,
        List<BackupResult.Finding> warnings,
        long warningCount) {
    public ExportResult {
        lost = List.copyOf(lost);
        warnings = List.copyOf(warnings);
    }
}
