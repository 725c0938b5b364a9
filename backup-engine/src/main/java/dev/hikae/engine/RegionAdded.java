package dev.hikae.engine;

import dev.hikae.config.id.RegionName;

/**
 * A region that the repository has from now on.
 *
 * @param quorum from now on
 */
public record RegionAdded(RegionName region, int epoch, int regions, int quorum, ReplicationResult copied) {}
