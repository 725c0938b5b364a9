package dev.hikae.engine;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What to back up.
 *
 * @param plan name of the plan, if one asked; also chooses the parent snapshot, with host and roots
 * @param roots absolute paths, at least one
 * @param exclude patterns in the manner of gitignore, relative to each root
 * @param acceptUnreadable path prefixes whose unreadable entries only warn
 */
public record BackupRequest(
        Optional<String> plan,
        String host,
        List<Path> roots,
        List<String> exclude,
        boolean oneFileSystem,
        List<String> acceptUnreadable) {
    public BackupRequest {
        roots = List.copyOf(roots);
        exclude = List.copyOf(exclude);
        acceptUnreadable = List.copyOf(acceptUnreadable);
    }
}
