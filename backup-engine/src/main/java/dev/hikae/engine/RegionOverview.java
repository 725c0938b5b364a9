package dev.hikae.engine;

import dev.hikae.config.id.RegionName;
import dev.hikae.config.text.Text;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * All regions of a repository, those that its configuration names and those that it has.
 *
 * @param epoch of the statement about the home that counts
 * @param quorum that backups from here ask for
 * @param unfinished a change of home or regions that was begun and does not count
 */
public record RegionOverview(
        int epoch, RegionName home, int quorum, List<Line> regions, Optional<Unfinished> unfinished) {
    public RegionOverview {
        regions = List.copyOf(regions);
    }

    /** What a region is to the repository. */
    public enum Part {
        /** One of the repository's, and configured here. */
        MEMBER,
        /** One of the repository's that this configuration does not name. */
        NOT_CONFIGURED,
        /** Configured here, but never added. */
        NOT_ADDED,
        /** Configured here, and the repository's no more. */
        RETIRED
    }

    /**
     * One region.
     *
     * @param place for people; empty where it is not configured
     * @param reachable whether it answered as what it should be
     * @param problem why it did not
     * @param status how far it is; of members, if asked for
     */
    public record Line(
            RegionName region,
            Part part,
            Optional<String> place,
            boolean reachable,
            Optional<Text> problem,
            Optional<RegionStatus> status) {}

    /** A statement that some regions hold, and too few. */
    public record Unfinished(int epoch, RegionName home, List<RegionName> regions, Set<RegionName> heldBy) {
        public Unfinished {
            regions = List.copyOf(regions);
            heldBy = Set.copyOf(heldBy);
        }
    }

    /** How many regions a snapshot can be in. */
    public int members() {
        return (int) regions.stream()
                .filter(l -> l.part() == Part.MEMBER || l.part() == Part.NOT_CONFIGURED)
                .count();
    }
}
