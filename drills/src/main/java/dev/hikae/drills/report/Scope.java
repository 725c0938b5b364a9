package dev.hikae.drills.report;

import java.util.List;

/**
 * What was exercised and what was left out.
 *
 * @param sources what the plan protects, as written in it
 * @param paths restored; empty means all of the recovery point
 */
public record Scope(
        String plan,
        String planDescription,
        String repository,
        List<String> sources,
        List<String> paths,
        List<Region> regions,
        List<Exclusion> exclusions) {
    public Scope {
        sources = List.copyOf(sources);
        paths = List.copyOf(paths);
        regions = List.copyOf(regions);
        exclusions = List.copyOf(exclusions);
    }

    /**
     * A region of the repository.
     *
     * @param location for people, without secrets: a folder, or endpoint and bucket
     */
    public record Region(String name, boolean home, String location, boolean simulatedDown) {}

    /** Something left out, and why. */
    public record Exclusion(String what, String reason) {}
}
