package dev.hikae.engine;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What to back up.
 *
 * @param plan name of the plan, if one asked; also chooses the parent snapshot, with host and roots
 * @param roots absolute paths, at least one
 * @param exclude what to leave out
 * @param oneFileSystem whether mount points below a root stay empty
 * @param acceptUnreadable path prefixes whose unreadable entries only warn
 * @param compression of what is new; what is stored already stays as it is
 */
public record BackupRequest(
        Optional<String> plan,
        String host,
        List<Path> roots,
        Exclusions exclude,
        boolean oneFileSystem,
        List<String> acceptUnreadable,
        CompressionPolicy compression) {
    public BackupRequest {
        roots = List.copyOf(roots);
        acceptUnreadable = List.copyOf(acceptUnreadable);
    }

    /** One that leaves out by patterns only. */
    public BackupRequest(
            Optional<String> plan,
            String host,
            List<Path> roots,
            List<String> exclude,
            boolean oneFileSystem,
            List<String> acceptUnreadable) {
        this(plan, host, roots, Exclusions.of(exclude), oneFileSystem, acceptUnreadable);
    }

    /** One that compresses as usual. */
    public BackupRequest(
            Optional<String> plan,
            String host,
            List<Path> roots,
            Exclusions exclude,
            boolean oneFileSystem,
            List<String> acceptUnreadable) {
        this(plan, host, roots, exclude, oneFileSystem, acceptUnreadable, CompressionPolicy.AUTO);
    }
}
