package dev.hikae.engine;

import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.SnapshotId;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What to restore, and where to.
 *
 * @param paths entries to restore, absolute as backed up (as {@link Repository#list} shows them); empty means all.
 *     With one path, or a snapshot of one root, a directory's contents and own metadata go into the target
 *     itself and a file lands under its own name; otherwise full paths are recreated below the target
 * @param target a directory; made if missing, refused if not empty unless {@code overwrite}
 * @param regions to read from, in this order; empty means all that are up, as configured
 */
public record RestoreRequest(
        SnapshotId snapshot,
        List<RawPath> paths,
        Path target,
        Overwrite overwrite,
        List<RegionName> regions,
        RestoreOptions options) {
    /** Everything selected, as it was. */
    public RestoreRequest(
            SnapshotId snapshot, List<RawPath> paths, Path target, Overwrite overwrite, List<RegionName> regions) {
        this(snapshot, paths, target, overwrite, regions, RestoreOptions.NONE);
    }

    public RestoreRequest {
        paths = List.copyOf(paths);
        regions = List.copyOf(regions);
    }

    /** What happens with existing entries. */
    public enum Overwrite {
        /** A target that is not empty is refused. */
        REFUSE,
        /** Existing entries of the same name are replaced; others stay. */
        REPLACE,
        /**
         * Files are compared blob by blob with what is there, and only what differs is written: in place where no other
         * name leads to the file and nobody may read it who may not read the restored one, else as a new file. Other
         * existing entries stay, or go with {@link RestoreOptions#delete}.
         */
        DELTA
    }

    /** One region only, when empty all. */
    public Optional<RegionName> onlyRegion() {
        return regions.size() == 1 ? Optional.of(regions.getFirst()) : Optional.empty();
    }
}
