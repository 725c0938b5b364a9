package dev.hikae.config.repository;

import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.RepositoryName;
import java.util.List;
import java.util.Optional;

/**
 * A repository as configured.
 *
 * @param regions in order of preference for reading
 * @param home the region that decides commits; one of {@code regions}
 * @param quorum how many regions, home among them, must hold a snapshot before it commits
 * @param upkeep what a service does by itself; empty means the usual
 */
public record RepositoryConfig(
        RepositoryName name,
        List<Region> regions,
        RegionName home,
        int quorum,
        KeySource keys,
        Optional<Upkeep> upkeep) {
    public RepositoryConfig {
        regions = List.copyOf(regions);
    }

    public RepositoryConfig(RepositoryName name, List<Region> regions, RegionName home, int quorum, KeySource keys) {
        this(name, regions, home, quorum, keys, Optional.empty());
    }

    /** What a service does by itself. */
    public Upkeep upkept() {
        return upkeep.orElseGet(() -> Upkeep.usual(regions));
    }

    /**
     * One region: a full copy of the repository in one object store.
     *
     * @param lock only of a location whose store can lock
     * @param bandwidth only of a location that is reached over a network
     */
    public record Region(RegionName name, Location location, Optional<ObjectLock> lock, Optional<Bandwidth> bandwidth) {
        public Region(RegionName name, Location location) {
            this(name, location, Optional.empty());
        }

        public Region(RegionName name, Location location, Optional<ObjectLock> lock) {
            this(name, location, lock, Optional.empty());
        }
    }
}
