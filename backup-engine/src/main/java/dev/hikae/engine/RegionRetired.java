package dev.hikae.engine;

import dev.hikae.config.id.RegionName;

/**
 * A region that the repository has no more. Its files stay where they are.
 *
 * @param answered whether it could be asked what only it had
 * @param quorum from now on
 * @param copied what the others took over from it and from each other first
 */
public record RegionRetired(
        RegionName region, boolean answered, int epoch, int regions, int quorum, ReplicationResult copied) {}
