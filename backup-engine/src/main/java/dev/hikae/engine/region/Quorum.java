package dev.hikae.engine.region;

import dev.hikae.config.repository.RepositoryConfig;

/**
 * How many regions must hold a snapshot, by what the operator asked for. A configured majority is one of the regions that the
 * repository has, not of those that its configuration lists besides.
 *
 * @param number configured
 * @param majority whether that is what a majority of the configured regions is
 */
record Quorum(int number, boolean majority) {
    static Quorum of(RepositoryConfig config) {
        return new Quorum(config.quorum(), config.quorum() == config.regions().size() / 2 + 1);
    }

    /** Never more than there are. */
    int among(int regions) {
        return majority ? regions / 2 + 1 : Math.min(number, regions);
    }
}
