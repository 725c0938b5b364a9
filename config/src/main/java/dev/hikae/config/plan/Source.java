package dev.hikae.config.plan;

import java.nio.file.Path;
import java.util.List;

/** Where the data of a plan comes from. */
public sealed interface Source {
    /**
     * Directories and files of the host.
     *
     * @param roots absolute paths, at least one
     * @param exclude patterns in the manner of gitignore
     * @param oneFileSystem whether to stay on each root's file system
     * @param acceptUnreadable path prefixes whose unreadable entries only warn
     */
    record Files(List<Path> roots, List<String> exclude, boolean oneFileSystem, List<String> acceptUnreadable)
            implements Source {
        public Files {
            roots = List.copyOf(roots);
            exclude = List.copyOf(exclude);
            acceptUnreadable = List.copyOf(acceptUnreadable);
        }
    }
}
