package dev.hikae.engine.file;

import java.nio.file.Path;

/** Reads file trees for a backup. Symbolic links are entries, never followed (the path to a root itself may contain some). */
public interface SourceReader {
    /**
     * Opens one root.
     *
     * @param options what to leave out
     * @throws dev.hikae.config.error.HikaeException when the root does not exist or cannot be read at all
     */
    SourceEntry open(Path root, Options options);

    /**
     * What to leave out.
     *
     * @param exclude patterns in the manner of gitignore, relative to the root
     * @param oneFileSystem mount points below the root become empty directories
     */
    record Options(java.util.List<String> exclude, boolean oneFileSystem) {
        public Options {
            exclude = java.util.List.copyOf(exclude);
        }
    }
}
