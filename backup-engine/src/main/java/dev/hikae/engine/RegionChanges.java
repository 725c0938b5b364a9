package dev.hikae.engine;

import dev.hikae.config.id.RegionName;

/**
 * Changes of the home and of the regions of a repository. Each makes one signed statement count, of which a majority of the
 * regions before and after must be in reach; nothing is ever deleted or overwritten.
 *
 * <p>All need the maintainer's key, and may be stopped and run again: they go on where they ended.
 */
public interface RegionChanges {
    /**
     * How to go about it.
     *
     * @param dryRun only find out whether it can be done
     * @param supersede put aside a change of somebody else that did not end; without it that is refused
     */
    record Manner(boolean dryRun, boolean supersede) {
        public static final Manner USUAL = new Manner(false, false);
    }

    /** Makes another region the home, after it caught up with all that answers. */
    HomeMove failover(RegionName to, Manner manner, RunControl control);

    /** Makes a configured place a region: fills it, then lets the repository have it. Needs the owner's key. */
    RegionAdded add(RegionName region, Manner manner, RunControl control);

    /**
     * Copies to one region what it lacks, as {@link Repository#replicate} does for all.
     *
     * @param wiped whether an empty place is that region's, wiped, and no disk that is not mounted: it gets its marker again, which
     *     needs the owner's key. Without it an empty place is refused
     */
    ReplicationResult seed(RegionName region, boolean wiped, RunControl control);

    /** Lets the repository do without a region, after the others took over what only it has. */
    RegionRetired retire(RegionName region, Manner manner, RunControl control);
}
