package dev.hikae.server.run;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.Ids;
import dev.hikae.config.id.PlanName;
import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.RepositoryName;
import dev.hikae.config.id.RunId;
import dev.hikae.config.id.RunbookName;
import dev.hikae.config.id.SnapshotId;
import dev.hikae.config.json.Json;
import dev.hikae.config.plan.Plan;
import dev.hikae.config.plan.RestoreTestPolicy.Selection;
import dev.hikae.config.repository.RepositoryConfig;
import dev.hikae.config.repository.Upkeep;
import dev.hikae.config.runbook.Runbook;
import dev.hikae.engine.Snapshot;
import dev.hikae.scheduler.Attempt;
import dev.hikae.scheduler.Planner;
import dev.hikae.scheduler.Run;
import dev.hikae.scheduler.RunNow;
import dev.hikae.scheduler.RunStore;
import dev.hikae.scheduler.SchedulerError;
import dev.hikae.scheduler.Worker;
import dev.hikae.server.catalogue.EventLog.Event;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs, as the API and the pages see them: ask for one, find, list, watch, cancel.
 *
 * <p>A run that a person asks for is tried once and starts within an hour or expires. {@code by} is the account that
 * asks; whether it may is checked before.
 */
public final class RunService {
    private static final Logger LOG = LoggerFactory.getLogger(RunService.class);
    private static final Duration START_WINDOW = Duration.ofHours(1);

    private final Planner planner;
    private final Worker worker;
    private final RunStore runs;
    private final InForce inForce;
    private final RepositoryPool pool;
    private final RestoreRoots roots;
    private final RunEvents events;
    private final DrillApprovals approvals;
    private final Ids ids;

    public RunService(
            Planner planner,
            Worker worker,
            RunStore runs,
            InForce inForce,
            RepositoryPool pool,
            RestoreRoots roots,
            RunEvents events,
            DrillApprovals approvals,
            Ids ids) {
        this.planner = planner;
        this.worker = worker;
        this.runs = runs;
        this.inForce = inForce;
        this.pool = pool;
        this.roots = roots;
        this.events = events;
        this.approvals = approvals;
        this.ids = ids;
    }

    /** A backup of a plan, as it stands now. */
    public Run backup(PlanName plan, String by) {
        var current = inForce.plan(plan);
        var parameters = new Parameters.Backup(
                plan, current.revision().number(), current.revision().sha256());
        return request(RunKind.BACKUP, plan.value(), by, parameters);
    }

    /** A replication to every region that lacks something. */
    public Run replication(RepositoryName repository, String by) {
        RepositoryName known = inForce.repository(repository).value().name();
        return request(RunKind.REPLICATION, known.value(), by, new Parameters.Replication(known));
    }

    /** Forgetting what a plan's rules, as they stand now, do not keep; a dry run only decides. */
    public Run retention(PlanName plan, boolean dryRun, String by) {
        var current = inForce.plan(plan);
        var parameters = new Parameters.Retention(
                plan, current.revision().number(), current.revision().sha256(), dryRun);
        return request(RunKind.RETENTION, plan.value(), by, parameters);
    }

    /** A scrub of regions of a repository. */
    public Run scrub(Parameters.Scrub asked, String by) {
        return request(RunKind.SCRUB, known(asked.repository()), by, asked);
    }

    /** A scrub of all regions of a repository, as its upkeep says. */
    public Run scrub(RepositoryName repository, String by) {
        RepositoryConfig config = inForce.repository(repository).value();
        Upkeep.Scrubbing wanted = config.upkept()
                .scrub()
                .or(() -> Upkeep.usual(config.regions()).scrub())
                .orElseThrow();
        return request(RunKind.SCRUB, repository.value(), by, Parameters.Scrub.of(repository, wanted));
    }

    /** Freeing what no snapshot of a repository needs. */
    public Run prune(Parameters.Prune asked, String by) {
        return request(RunKind.PRUNE, known(asked.repository()), by, asked);
    }

    /** Extending locks; refused where nothing locks. */
    public Run lockExtension(Parameters.LockExtension asked, String by) {
        return request(RunKind.LOCK_EXTENSION, locking(asked.repository()), by, asked);
    }

    /** Asking the stores for the lock of every object; refused where nothing locks. */
    public Run lockCheck(Parameters.LockCheck asked, String by) {
        return request(RunKind.LOCK_CHECK, locking(asked.repository()), by, asked);
    }

    /**
     * Switching legal holds; refused where nothing locks.
     *
     * @param snapshots ids or unique prefixes
     */
    public Run lockHold(RepositoryName repository, List<String> snapshots, boolean release, String by) {
        String subject = locking(repository);
        List<SnapshotId> found = snapshots.stream()
                .map(s -> located(repository, s, by).snapshot().id())
                .toList();
        return request(RunKind.LOCK_HOLD, subject, by, new Parameters.LockHold(repository, found, release));
    }

    /** Trying out the place of a configured region. */
    public Run regionProbe(RepositoryName repository, RegionName region, String by) {
        String subject = having(repository, region);
        return request(RunKind.REGION_PROBE, subject, by, new Parameters.RegionProbe(repository, region));
    }

    /** Filling one region. */
    public Run regionSeed(Parameters.RegionSeed asked, String by) {
        String subject = having(asked.repository(), asked.region());
        return request(RunKind.REGION_SEED, subject, by, asked);
    }

    /** Adding a region that the configuration names. */
    public Run regionAddition(Parameters.RegionChange asked, String by) {
        return request(RunKind.REGION_ADDITION, having(asked.repository(), asked.region()), by, asked);
    }

    /** Doing without a region, configured or not. */
    public Run regionRetirement(Parameters.RegionChange asked, String by) {
        return request(RunKind.REGION_RETIREMENT, known(asked.repository()), by, asked);
    }

    /** Making another region the home. */
    public Run failover(Parameters.RegionChange asked, String by) {
        return request(RunKind.FAILOVER, having(asked.repository(), asked.region()), by, asked);
    }

    private String known(RepositoryName repository) {
        return inForce.repository(repository).value().name().value();
    }

    private String locking(RepositoryName repository) {
        if (inForce.repository(repository).value().regions().stream()
                .allMatch(r -> r.lock().isEmpty())) {
            throw new HikaeException(RunError.NOTHING_LOCKS, repository);
        }
        return repository.value();
    }

    private String having(RepositoryName repository, RegionName region) {
        if (inForce.repository(repository).value().regions().stream()
                .noneMatch(r -> r.name().equals(region))) {
            throw new HikaeException(RunError.NO_SUCH_REGION, repository, region);
        }
        return repository.value();
    }

    /**
     * A restore as an operator asks for it.
     *
     * @param repository that holds the snapshot; looked for in all when empty
     * @param snapshot an id or a unique prefix of one
     * @param paths as {@link dev.hikae.engine.RawPath} shows them; empty means all
     */
    public record RestoreOrder(
            Optional<RepositoryName> repository,
            String snapshot,
            List<String> paths,
            String target,
            boolean dryRun,
            boolean overwrite,
            Optional<RegionName> region,
            boolean compare) {
        public RestoreOrder {
            paths = List.copyOf(paths);
        }
    }

    /** A restore, or its dry run; refused here when the target lies outside of the restore roots. */
    public Run restore(RestoreOrder order, String by) {
        String target = roots.require(order.target()).toString();
        Located at = locate(order.repository(), order.snapshot(), by);
        var parameters = new Parameters.Restore(
                at.repository(),
                at.snapshot().id(),
                order.paths(),
                target,
                order.dryRun(),
                order.overwrite(),
                order.region(),
                order.compare());
        return request(RunKind.RESTORE, at.snapshot().id().value(), by, parameters);
    }

    /** A snapshot and the repository that holds it. */
    public record Located(RepositoryName repository, Snapshot snapshot) {}

    /** Finds a snapshot; throws {@code HKE-6318} when no repository in force has it. */
    public Located locate(Optional<RepositoryName> repository, String snapshot, String by) {
        List<RepositoryName> among = repository.map(List::of).orElseGet(() -> inForce.repositories().stream()
                .map(r -> r.value().name())
                .toList());
        if (among.size() == 1) {
            return located(among.getFirst(), snapshot, by);
        }
        for (RepositoryName name : among) {
            try {
                return located(name, snapshot, by);
            } catch (HikaeException e) {
                LOG.info("repository {} does not give snapshot {}: {}", name, snapshot, e.toString());
            }
        }
        throw new HikaeException(RunError.SNAPSHOT_NOT_FOUND, snapshot);
    }

    private Located located(RepositoryName name, String snapshot, String by) {
        return new Located(name, pool.read(name, by, r -> r.resolve(snapshot)));
    }

    /** Finds a snapshot by its id in any repository. */
    public Located locate(SnapshotId snapshot, String by) {
        return locate(Optional.empty(), snapshot.value(), by);
    }

    /** What of a restore test differs from the plan's policy. */
    public record TestOrder(
            PlanName plan, Optional<Selection> selection, Optional<RegionName> region, boolean negativeControl) {}

    public Run restoreTest(TestOrder order, String by) {
        var current = inForce.plan(order.plan());
        var parameters = new Parameters.RestoreTest(
                order.plan(),
                current.revision().number(),
                current.revision().sha256(),
                order.selection(),
                order.region(),
                order.negativeControl());
        return request(RunKind.RESTORE_TEST, order.plan().value(), by, parameters);
    }

    public Run drill(RunbookName runbook, String by) {
        InForce.Current<Runbook> book = inForce.runbook(runbook);
        InForce.Current<Plan> plan = inForce.plan(book.value().plan());
        var parameters = new Parameters.Drill(
                runbook,
                book.revision().number(),
                book.revision().sha256(),
                plan.value().name(),
                plan.revision().number(),
                plan.revision().sha256());
        return request(RunKind.DRILL, runbook.value(), by, parameters);
    }

    private Run request(String kind, String subject, String by, Object parameters) {
        return planner.request(
                new RunNow(ids.run(), kind, subject, by, Json.text(parameters), START_WINDOW, 1, Duration.ZERO));
    }

    /** Throws {@code HKE-5105} when there is none. */
    public Run find(RunId run) {
        return runs.find(run).orElseThrow(() -> new HikaeException(SchedulerError.RUN_NOT_FOUND, run));
    }

    public List<Attempt> attempts(RunId run) {
        return runs.attempts(run);
    }

    /** Newest first; {@code before} is the id to continue from. */
    public List<Run> list(RunStore.Filter filter, Optional<RunId> before, int limit) {
        return runs.list(filter, before, limit);
    }

    /** Asks a run to stop; throws when there is none or it has ended. */
    public Run cancel(RunId run) {
        worker.cancel(run);
        return find(run);
    }

    /** The newest progress of a run at work here. */
    public Optional<ProgressView> progress(RunId run) {
        return events.latest(run);
    }

    /** Events after a number, as soon as there are any; the stream is over after one that {@link RunEvents#isLast}. */
    public List<Event> events(RunId run, long after, Duration wait) throws InterruptedException {
        find(run);
        return events.next(run, after, wait);
    }

    public DrillApprovals approvals() {
        return approvals;
    }
}
