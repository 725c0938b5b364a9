package dev.hikae.engine;

import java.util.List;
import java.util.Optional;

/**
 * One entry that differs between two snapshots.
 *
 * @param path as the later snapshot has it, or the earlier where the later has none
 * @param before as it was; empty when added
 * @param after as it is; empty when removed
 * @param attributes of the metadata that differ, beside what the kind tells
 */
public record Change(
        Kind kind, RawPath path, Optional<Entry> before, Optional<Entry> after, List<Attribute> attributes) {
    public Change {
        attributes = List.copyOf(attributes);
    }

    /** What happened. */
    public enum Kind {
        ADDED,
        REMOVED,
        /** Other content, another target, another device number. */
        MODIFIED,
        /** Nothing but metadata. */
        METADATA,
        /** Another kind of entry. */
        TYPE
    }

    /** Metadata that is compared; change time, creation time and inode number are not. */
    public enum Attribute {
        MODE,
        OWNER,
        MTIME,
        XATTRS,
        FLAGS,
        /** Whether it has other names. */
        LINKS
    }

    /**
     * Counts and sizes of files.
     *
     * @param bytesBefore of files that were modified or changed their type, as they were
     * @param bytesAfter of the same, as they are
     */
    public record Totals(
            long added,
            long addedBytes,
            long removed,
            long removedBytes,
            long modified,
            long bytesBefore,
            long bytesAfter,
            long metadata,
            long type) {
        public boolean same() {
            return added + removed + modified + metadata + type == 0;
        }
    }
}
