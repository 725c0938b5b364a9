package dev.hikae.config.plan;

import dev.hikae.config.id.RegionName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How restores of a plan are tested.
 *
 * @param schedule when; empty means on demand only
 * @param selection which recovery point
 * @param region the copy in which region
 * @param probes what must hold in the sandbox, content comparison included
 * @param staleAfter how long a verified state lasts
 */
public record RestoreTestPolicy(
        Optional<Schedule> schedule,
        Selection selection,
        RegionChoice region,
        List<Probe> probes,
        Duration staleAfter) {
    public RestoreTestPolicy {
        probes = List.copyOf(probes);
    }

    /** Which recovery point a test takes. */
    public sealed interface Selection {
        /** The newest usable one; only this judges the RPO. */
        record Newest() implements Selection {}

        /** Any, uniformly, captured within the window before the test starts; reports its age. */
        record RandomWithin(Duration window) implements Selection {}
    }

    /** Which region's copy a test takes. */
    public sealed interface RegionChoice {
        record Named(RegionName region) implements RegionChoice {}

        /** A random region that holds the point. */
        record Any() implements RegionChoice {}

        /** A random region other than the home. */
        record Remote() implements RegionChoice {}
    }
}
