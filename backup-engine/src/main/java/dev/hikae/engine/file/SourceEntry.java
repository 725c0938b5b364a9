package dev.hikae.engine.file;

import dev.hikae.engine.Entry;
import dev.hikae.engine.RawPath;

/**
 * One entry found by a walk. Cheap: only {@link #stat} was read; the rest is read when asked for.
 *
 * <p>Everything here throws {@link SourceException} when the entry cannot be read or is gone.
 */
public interface SourceEntry {
    /** Last component; for a root its absolute path. */
    RawPath name();

    Stat stat();

    /** All metadata, extended attributes and flags included; the name is {@link #name()}, {@code torn} is false. */
    Entry entry();

    /** Only for a directory. Valid while the directory it came from is open. */
    SourceDirectory openDirectory();

    /** Only for a regular file. Valid while the directory it came from is open. */
    SourceFile openFile();

    /**
     * What change detection compares.
     *
     * @param size bytes of a file, else 0
     * @param mtimeSeconds seconds since 1970, may be negative
     * @param links number of names of the inode
     */
    record Stat(
            boolean directory,
            boolean regularFile,
            long size,
            long mtimeSeconds,
            int mtimeNanos,
            long ctimeSeconds,
            int ctimeNanos,
            long device,
            long inode,
            long links) {}
}
