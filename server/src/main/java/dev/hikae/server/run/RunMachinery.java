package dev.hikae.server.run;

import dev.hikae.config.id.Ids;
import dev.hikae.drills.register.Register;
import dev.hikae.drills.report.ReportContext;
import dev.hikae.drills.run.DrillRunner;
import dev.hikae.drills.run.Pace;
import dev.hikae.drills.run.SandboxPlaces;
import dev.hikae.drills.sign.EvidencePki;
import dev.hikae.engine.Repositories;
import dev.hikae.scheduler.RunStore;
import dev.hikae.scheduler.Schedules;
import dev.hikae.scheduler.Scheduling;
import dev.hikae.scheduler.Waiting;
import dev.hikae.scheduler.Work;
import dev.hikae.scheduler.Worker;
import dev.hikae.server.catalogue.AlertLog;
import dev.hikae.server.catalogue.ApprovalRows;
import dev.hikae.server.catalogue.Catalogue;
import dev.hikae.server.catalogue.DrillResults;
import dev.hikae.server.catalogue.EventLog;
import dev.hikae.server.catalogue.EvidenceIndex;
import dev.hikae.server.catalogue.JdbiRunStore;
import dev.hikae.server.catalogue.JdbiScheduleStore;
import dev.hikae.server.catalogue.KitConfirmations;
import dev.hikae.server.catalogue.Revisions;
import dev.hikae.server.catalogue.TestResults;
import dev.hikae.server.evidence.EvidenceIssuer;
import dev.hikae.verify.RecoveryPoints;
import dev.hikae.verify.RestoreTester;
import dev.hikae.verify.Sandbox;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All that runs need, joined: scheduler, works, register, events, alerts, catch-up. One in a process. */
public final class RunMachinery implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunMachinery.class);
    private static final Duration TICK = Duration.ofSeconds(2);
    private static final Duration WATCH = Duration.ofSeconds(20);
    private static final Duration GRACE = Duration.ofSeconds(30);
    private static final String TESTS = "tests";
    private static final String DRILLS = "drills";
    private static final String CONTROLS = "controls";

    /**
     * What it stands on; closed by whoever made it.
     *
     * @param cache of the engine
     * @param sandbox for restore tests and drills
     * @param keys folder of the machine key
     * @param kits folder for recovery kits
     * @param evidence folder for bundles
     */
    public record Base(
            Catalogue catalogue,
            Register register,
            EvidencePki pki,
            InstantSource clock,
            SecureRandom random,
            Path cache,
            Path sandbox,
            Path keys,
            Path kits,
            Path evidence) {}

    /**
     * What the operator chose.
     *
     * @param node name of this machine and process
     * @param installation what reports say about the program and the machine
     * @param worker lease, poll and number of attempts at a time
     */
    public record Options(
            String node,
            List<Path> restoreRoots,
            List<URI> webhooks,
            ReportContext.Installation installation,
            Worker.Settings worker) {
        public Options {
            restoreRoots = List.copyOf(restoreRoots);
            webhooks = List.copyOf(webhooks);
        }
    }

    private final ThreadFactory threads = Thread.ofVirtual().name("run-", 0).factory();
    private final Waiting waiting = Waiting.real();
    private final Revisions revisions;
    private final InForce inForce;
    private final RunStore runs;
    private final RunRegister register;
    private final RunEvents events;
    private final RepositoryPool pool;
    private final RecoveryKits recoveryKits;
    private final CatchUp catchUp;
    private final RetentionDue retentionDue;
    private final AlertDelivery delivery;
    private final AlertLog alertLog;
    private final TestResults testResults;
    private final DrillResults drillResults;
    private final EvidenceIndex evidenceIndex;
    private final Scheduling scheduling;
    private final RunService service;
    private final Applying applying;
    private final Path sandboxes;
    private final InstantSource clock;
    private volatile boolean closed;
    private @Nullable Thread loop;

    public RunMachinery(Base base, Options options) {
        clock = base.clock();
        sandboxes = base.sandbox();
        Ids ids = new Ids(clock, base.random());
        Catalogue catalogue = base.catalogue();
        Waiting alerting = Waiting.real();
        revisions = new Revisions(catalogue);
        inForce = new InForce(revisions);
        runs = new JdbiRunStore(catalogue);
        register = new RunRegister(base.register());
        events = new RunEvents(new EventLog(catalogue), clock);
        alertLog = new AlertLog(catalogue);
        testResults = new TestResults(catalogue);
        drillResults = new DrillResults(catalogue);
        evidenceIndex = new EvidenceIndex(catalogue);
        delivery = new AlertDelivery(alertLog, clock, alerting);
        catchUp = new CatchUp(runs, inForce, clock);
        retentionDue = new RetentionDue(runs, inForce);
        pool = new RepositoryPool(
                Repositories.create(clock, base.random(), base.cache()),
                inForce,
                new KeySources(base.keys(), base.random()),
                register,
                clock,
                base.kits());
        recoveryKits = new RecoveryKits(pool, inForce, new KitConfirmations(catalogue), clock);
        var approvals = new DrillApprovals(new ApprovalRows(catalogue), register, events, clock, ids);
        var issuer = new EvidenceIssuer(
                base.register(), base.pki(), evidenceIndex, base.evidence(), clock, options.installation());
        var roots = new RestoreRoots(options.restoreRoots());
        var tester = new RestoreTester(
                clock,
                base.random(),
                base.sandbox().resolve(TESTS),
                new RecoveryPoints((snapshot, region) -> testResults.failed(snapshot.id(), region)));
        var runner = new DrillRunner(
                clock, base.random(), threads, new SandboxPlaces(base.sandbox().resolve(DRILLS), clock), Pace.USUAL);
        List<Work> works = new ArrayList<>(RegionChangeWork.all(pool, events));
        works.addAll(List.of(
                new BackupWork(inForce, pool, events, options.node()),
                new ReplicationWork(pool, events),
                new RetentionWork(inForce, pool, events, testResults, new BackupsMade(runs), clock),
                new PruneWork(inForce, pool, events, runs, clock),
                new ScrubWork(pool, events),
                new LockExtensionWork(pool, events),
                new LockCheckWork(pool, events, clock),
                new LockHoldWork(pool, events),
                new RegionProbeWork(pool),
                new RegionSeedWork(pool, events),
                new RestoreWork(pool, events, roots),
                new RestoreTestWork(
                        inForce,
                        pool,
                        events,
                        register,
                        testResults,
                        issuer,
                        ids,
                        tester,
                        base.sandbox().resolve(CONTROLS),
                        clock),
                new DrillWork(inForce, pool, events, register, drillResults, issuer, ids, approvals, runner, clock)));
        var alerts = new Alerts(alertLog, runs, options.webhooks(), clock, ids, alerting);
        var listener = new RunListeners(List.of(register, events, alerts, catchUp, retentionDue));
        scheduling = new Scheduling(
                new Scheduling.Base(
                        "hikae-" + options.node(),
                        catalogue.clockwork(),
                        runs,
                        new JdbiScheduleStore(catalogue),
                        listener,
                        clock,
                        ids,
                        threads),
                works,
                options.worker(),
                WATCH);
        service = new RunService(
                scheduling.planner(), scheduling.worker(), runs, inForce, pool, roots, events, approvals, ids);
        applying = new Applying(revisions, register, scheduling.schedules(), pool, clock);
    }

    /** Completes the register, takes orphans of a crash back, and starts. */
    public void start() {
        removeLeftovers();
        service.approvals().endOrphans();
        register.complete(runs);
        inForce.repositories().forEach(r -> catchUp.suspect(r.value().name()));
        delivery.start(threads);
        scheduling.start(true);
        inForce.repositories().forEach(r -> applying.publish(r.value()));
        Thread started = threads.newThread(this::tick);
        loop = started;
        started.start();
    }

    /** What a crash left of restore tests and drills is restored data in the clear; nothing uses it any more. */
    private void removeLeftovers() {
        List<Sandbox> left = Stream.of(TESTS, DRILLS, CONTROLS)
                .flatMap(part -> Sandbox.leftovers(sandboxes.resolve(part), clock).stream())
                .toList();
        if (!left.isEmpty()) {
            threads.newThread(() -> left.forEach(RunMachinery::remove)).start();
        }
    }

    private static void remove(Sandbox sandbox) {
        Sandbox.Destruction done = sandbox.destroy();
        if (done.gone()) {
            LOG.info("removed the sandbox {} that an earlier process left behind", sandbox.folder());
        } else {
            LOG.error(
                    "the sandbox {} of an earlier process holds restored data: {}", sandbox.folder(), done.problems());
        }
    }

    private void tick() {
        while (!closed) {
            try {
                catchUp.tick(name -> service.replication(name, CatchUp.REQUESTER));
                retentionDue.tick(plan -> service.retention(plan, false, RetentionDue.REQUESTER));
                pool.closeIdle();
            } catch (RuntimeException e) {
                LOG.error("catch-up or retention could not be asked for; it tries again", e);
            }
            try {
                waiting.await(TICK);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** The way in for API and pages. */
    public RunService service() {
        return service;
    }

    /** Puts configuration into force. */
    public Applying applying() {
        return applying;
    }

    public InForce inForce() {
        return inForce;
    }

    public Revisions revisions() {
        return revisions;
    }

    public Schedules schedules() {
        return scheduling.schedules();
    }

    public RepositoryPool repositories() {
        return pool;
    }

    public RecoveryKits recoveryKits() {
        return recoveryKits;
    }

    public RunStore runs() {
        return runs;
    }

    public RunEvents events() {
        return events;
    }

    public TestResults testResults() {
        return testResults;
    }

    public DrillResults drillResults() {
        return drillResults;
    }

    public EvidenceIndex evidence() {
        return evidenceIndex;
    }

    public AlertLog alerts() {
        return alertLog;
    }

    /** Stops claiming, asks running work to stop and waits up to half a minute for it. */
    @Override
    public void close() {
        closed = true;
        waiting.wake();
        Thread stopped = loop;
        if (stopped != null) {
            stopped.interrupt();
        }
        try {
            if (!scheduling.stop(GRACE)) {
                LOG.warn("some work did not stop in time; its leases will end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        delivery.close();
        pool.close();
    }
}
