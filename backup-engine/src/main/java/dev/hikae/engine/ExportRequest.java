package dev.hikae.engine;

import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.SnapshotId;
import java.util.List;
import java.util.Optional;

/**
 * What to write as an archive.
 *
 * @param path an entry, absolute as backed up; empty means all. Names in the archive are as {@link RestoreRequest} lays
 *     entries out below its target: unpacking it is restoring there
 * @param level of compression, for the formats that have levels; empty means the format's usual one
 * @param regions to read from, in this order; empty means all that are up, as configured
 */
public record ExportRequest(
        SnapshotId snapshot, Optional<RawPath> path, Format format, Optional<Integer> level, List<RegionName> regions) {
    public ExportRequest {
        regions = List.copyOf(regions);
    }

    /** Kinds of archives. */
    public enum Format {
        /** POSIX.1-2001 (pax) with the extensions of GNU tar and star for holes and attributes. */
        TAR,
        /** The same, compressed as one Zstandard frame. */
        TAR_ZST,
        /** ZIP with Zip64, Unix modes and owners; has no place for much of what Linux knows. */
        ZIP
    }
}
