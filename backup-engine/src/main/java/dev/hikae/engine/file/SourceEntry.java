package dev.hikae.engine.file;

import dev.hikae.engine.Entry;
import dev.hikae.engine.RawPath;

/**
 * One entry found by a walk. Cheap: only {@link #stat} was read, by one system call; the rest is read when asked for.
 * Whatever the rest tells (names of owners, attributes, flags, a link's target) cannot change without the change time
 * or the inode changing.
 *
 * <p>Everything here throws {@link SourceException} when the entry cannot be read or is gone.
 */
public interface SourceEntry {
    /** Last component; for a root its absolute path. */
    RawPath name();

    /** As the walk saw it; after {@link #openDirectory} that of the directory opened. */
    Stat stat();

    /**
     * All metadata, extended attributes and flags included; the name is {@link #name()}, {@code torn} is false. While
     * the entry is open, of what was opened; a file's are read, too, by {@link SourceFile#changedSinceListed}. Else
     * looked up by name.
     */
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
     * @param mode kind and permission bits as in {@code st_mode}
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
            long links,
            int mode) {}
}
