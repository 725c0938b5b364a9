package dev.hikae.engine.file;

import java.util.Optional;

/** An open directory. For one thread. */
public interface SourceDirectory extends AutoCloseable {
    /**
     * The next entry in unsigned byte order of names; empty at the end. What was excluded is skipped.
     *
     * @throws SourceException for one entry that cannot be read or has vanished since its directory was listed (it
     *     carries the name; the walk may go on), or when
     *     the directory itself fails (no name; the walk of this directory is over)
     */
    Optional<SourceEntry> next();

    @Override
    void close();
}
