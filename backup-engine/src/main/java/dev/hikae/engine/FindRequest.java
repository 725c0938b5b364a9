package dev.hikae.engine;

import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.SnapshotId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What to look for. An entry is found when a pattern matches it and it passes every filter.
 *
 * @param patterns in the manner of gitignore: without a slash it is matched with names, with one at its start with absolute paths,
 *     with one in its middle with the ends of paths; {@code !} takes matches of earlier patterns back
 * @param ignoreCase whether upper and lower case are the same
 * @param snapshots to look in; empty means all
 * @param types wanted; empty means all
 * @param larger and smaller: files of more, or fewer, bytes than this
 * @param newer and older: modified after, or before, this time
 * @param regions to read from, in this order; empty means all that are up, as configured
 */
public record FindRequest(
        List<String> patterns,
        boolean ignoreCase,
        List<SnapshotId> snapshots,
        Set<Type> types,
        OptionalLong larger,
        OptionalLong smaller,
        Optional<Instant> newer,
        Optional<Instant> older,
        List<RegionName> regions) {
    public FindRequest {
        patterns = List.copyOf(patterns);
        snapshots = List.copyOf(snapshots);
        types = Set.copyOf(types);
        regions = List.copyOf(regions);
    }

    /** Kinds of entries. */
    public enum Type {
        FILE,
        DIRECTORY,
        SYMLINK,
        /** Devices, fifos, sockets. */
        OTHER
    }
}
