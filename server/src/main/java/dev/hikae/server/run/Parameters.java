package dev.hikae.server.run;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.PlanName;
import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.RepositoryName;
import dev.hikae.config.id.RunbookName;
import dev.hikae.config.id.SnapshotId;
import dev.hikae.config.json.Json;
import dev.hikae.config.plan.RestoreTestPolicy.Selection;
import dev.hikae.config.repository.Upkeep;
import dev.hikae.engine.RegionChanges;
import dev.hikae.engine.RepackRequest;
import dev.hikae.engine.ScrubLevel;
import dev.hikae.engine.ScrubRequest;
import dev.hikae.scheduler.Run;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What each kind of run is asked to do: the JSON of {@link Run#parameters}. Names the revisions it was asked with. */
public final class Parameters {
    private Parameters() {}

    public record Backup(PlanName plan, int revision, String planSha256) {}

    public record Replication(RepositoryName repository) {}

    /** @param dryRun only decides */
    public record Retention(PlanName plan, int revision, String planSha256, boolean dryRun) {}

    /**
     * Collecting garbage.
     *
     * @param dryRun only tells what would be freed
     * @param waitSeconds how long to wait for backups that run
     * @param repackBelow packs of whose bytes less than so many percent are needed are put together anew before; 0: none;
     *     as usual when missing
     * @param maxRepackBytes of packs that are read for it at most
     */
    public record Prune(
            RepositoryName repository,
            boolean dryRun,
            long waitSeconds,
            Optional<Integer> repackBelow,
            Optional<Long> maxRepackBytes) {
        /** Repacks as usual. */
        public Prune(RepositoryName repository, boolean dryRun, long waitSeconds) {
            this(repository, dryRun, waitSeconds, Optional.empty(), Optional.empty());
        }

        Optional<RepackRequest> repacking() {
            int below = repackBelow.orElse(RepackRequest.BELOW);
            return below == 0
                    ? Optional.empty()
                    : Optional.of(new RepackRequest(below, maxRepackBytes.orElse(Long.MAX_VALUE)));
        }
    }

    /** @param ask asks the stores for every object, and believes no notes */
    public record LockExtension(RepositoryName repository, boolean ask) {}

    public record LockCheck(RepositoryName repository) {}

    /** @param release lets go of them */
    public record LockHold(RepositoryName repository, List<SnapshotId> snapshots, boolean release) {
        public LockHold {
            snapshots = List.copyOf(snapshots);
        }
    }

    public record RegionProbe(RepositoryName repository, RegionName region) {}

    public record RegionSeed(RepositoryName repository, RegionName region, boolean wiped) {}

    /**
     * A new home, an added or a retired region.
     *
     * @param dryRun only finds out whether it can be done
     * @param supersede puts aside a change of somebody else that did not end
     */
    public record RegionChange(RepositoryName repository, RegionName region, boolean dryRun, boolean supersede) {
        RegionChanges.Manner manner() {
            return new RegionChanges.Manner(dryRun, supersede);
        }
    }

    /**
     * A scrub.
     *
     * @param regions empty means all
     */
    public record Scrub(
            RepositoryName repository,
            ScrubLevel level,
            List<RegionName> regions,
            Optional<Long> seconds,
            Optional<Long> bytes,
            boolean heal) {
        public Scrub {
            regions = List.copyOf(regions);
        }

        /** As the schedule of a repository says. */
        static Scrub of(RepositoryName repository, Upkeep.Scrubbing wanted) {
            return new Scrub(
                    repository,
                    ScrubLevel.valueOf(wanted.level().name()),
                    List.of(),
                    wanted.time().map(Duration::toSeconds),
                    wanted.bytes(),
                    true);
        }

        ScrubRequest request() {
            return new ScrubRequest(
                    Set.copyOf(regions),
                    level,
                    seconds.map(Duration::ofSeconds),
                    bytes,
                    heal,
                    new SecureRandom().nextLong());
        }
    }

    /**
     * An operator's restore.
     *
     * @param paths as {@link dev.hikae.engine.RawPath} shows them; empty means all
     * @param target an absolute folder below a restore root
     * @param region to read from; empty means any
     * @param compare whether to compare afterwards what was restored with the snapshot
     */
    public record Restore(
            RepositoryName repository,
            SnapshotId snapshot,
            List<String> paths,
            String target,
            boolean dryRun,
            boolean overwrite,
            Optional<RegionName> region,
            boolean compare) {
        public Restore {
            paths = List.copyOf(paths);
        }
    }

    /**
     * A restore test; what is empty is as the plan's policy says.
     *
     * @param negativeControl whether to test a damaged scratch copy, which must fail
     */
    public record RestoreTest(
            PlanName plan,
            int revision,
            String planSha256,
            Optional<Selection> selection,
            Optional<RegionName> region,
            boolean negativeControl) {}

    public record Drill(
            RunbookName runbook,
            int revision,
            String runbookSha256,
            PlanName plan,
            int planRevision,
            String planSha256) {}

    static <T> T of(Run run, Class<T> type) {
        try {
            return Json.read(run.parameters(), type);
        } catch (HikaeException | IllegalArgumentException e) {
            throw new HikaeException(e, RunError.PARAMETERS, run.id(), String.valueOf(e.getMessage()));
        }
    }
}
