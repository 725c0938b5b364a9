package dev.hikae.server;

import dev.hikae.config.load.Configuration;
import dev.hikae.drills.register.FileRegister;
import dev.hikae.drills.report.ReportContext;
import dev.hikae.drills.sign.EvidencePki;
import dev.hikae.scheduler.Worker;
import dev.hikae.server.api.ApprovalsResource;
import dev.hikae.server.api.BackupsResource;
import dev.hikae.server.api.ConfigurationsResource;
import dev.hikae.server.api.DrillsResource;
import dev.hikae.server.api.EvidenceResource;
import dev.hikae.server.api.LocksResource;
import dev.hikae.server.api.PlansResource;
import dev.hikae.server.api.PrunesResource;
import dev.hikae.server.api.RecoveryKitsResource;
import dev.hikae.server.api.RegionsResource;
import dev.hikae.server.api.RegisterResource;
import dev.hikae.server.api.ReplicationsResource;
import dev.hikae.server.api.RepositoriesResource;
import dev.hikae.server.api.RestoreTestsResource;
import dev.hikae.server.api.RestoresResource;
import dev.hikae.server.api.RetentionsResource;
import dev.hikae.server.api.RunbooksResource;
import dev.hikae.server.api.RunsResource;
import dev.hikae.server.api.ScrubsResource;
import dev.hikae.server.api.SnapshotsResource;
import dev.hikae.server.api.TrustResource;
import dev.hikae.server.catalogue.Catalogue;
import dev.hikae.server.catalogue.Revisions;
import dev.hikae.server.catalogue.RunFigures;
import dev.hikae.server.http.EventStreams;
import dev.hikae.server.metrics.ServiceMetrics;
import dev.hikae.server.page.LiveData;
import dev.hikae.server.run.Applying;
import dev.hikae.server.run.Changes;
import dev.hikae.server.run.PlanStatuses;
import dev.hikae.server.run.RepositoryStates;
import dev.hikae.server.run.RunMachinery;
import dev.hikae.server.run.UpkeepRuns;
import dev.hikae.server.settings.Folders;
import dev.hikae.server.settings.Settings;
import java.net.URL;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the service is for, without HTTP: evidence keys, register and the machinery of runs, in the data folder. */
final class Core implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Core.class);
    private static final String FIRST_START = "first start";

    private final Settings settings;
    private final EvidencePki pki;
    private final FileRegister register;
    private final RunMachinery machinery;
    private final Changes changes;
    private final PlanStatuses statuses;
    private final UpkeepRuns upkeep;
    private final RepositoryStates states;
    private final LiveData live;
    private final ServiceMetrics metrics;

    private Core(
            Settings settings,
            EvidencePki pki,
            FileRegister register,
            RunMachinery machinery,
            Catalogue catalogue,
            InstantSource clock) {
        this.settings = settings;
        this.pki = pki;
        this.register = register;
        this.machinery = machinery;
        this.changes = new Changes(machinery.inForce(), machinery.applying(), settings.configuration(), clock);
        this.statuses = new PlanStatuses(machinery, clock);
        this.upkeep = new UpkeepRuns(machinery.runs(), machinery.schedules(), machinery.inForce());
        this.states = new RepositoryStates(machinery, upkeep, clock);
        this.live = new LiveData(machinery, statuses, states, register, settings.restoreRoots(), clock);
        this.metrics = new ServiceMetrics(new RunFigures(catalogue), machinery, statuses, clock);
    }

    static Core open(
            Settings settings, Folders folders, Catalogue catalogue, InstantSource clock, SecureRandom random) {
        EvidencePki pki = EvidencePki.open(folders.evidenceKeys(), settings.organisation(), clock, random);
        FileRegister register = FileRegister.open(folders.register(), pki.logKey(), clock, random);
        try {
            var machinery = new RunMachinery(
                    new RunMachinery.Base(
                            catalogue,
                            register,
                            pki,
                            clock,
                            random,
                            folders.cache(),
                            folders.sandbox(),
                            folders.keys(),
                            folders.kits(),
                            folders.evidence()),
                    new RunMachinery.Options(
                            settings.node(),
                            settings.restoreRoots(),
                            settings.alerts().webhooks(),
                            installation(settings),
                            Worker.Settings.of(settings.node())));
            return new Core(settings, pki, register, machinery, catalogue, clock);
        } catch (RuntimeException e) {
            register.close();
            throw e;
        }
    }

    private static ReportContext.Installation installation(Settings settings) {
        return new ReportContext.Installation(
                HikaeApplication.VERSION,
                Optional.empty(),
                Optional.empty(),
                Runtime.version().toString(),
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                Optional.of(settings.node()),
                Optional.empty());
    }

    /** Starts the machinery; the first time, the configuration folder comes into force, later only its drift is told. */
    void start() {
        if (anythingInForce()) {
            machinery.start();
            changes.folder().ifPresent(this::tellDrift);
            return;
        }
        Configuration configuration = changes.read();
        machinery.start();
        Applying.Applied applied = machinery.applying().apply(configuration, FIRST_START);
        LOG.info("first start: {} things of {} are in force", applied.changed().size(), settings.configuration());
        applied.made()
                .forEach(name -> LOG.warn(
                        "made repository {}: print its recovery kit {}, keep it elsewhere, delete the file",
                        name,
                        machinery.repositories().kit(name)));
        applied.notMade().forEach((name, e) -> LOG.error("repository {} cannot be used yet: {}", name, e.getMessage()));
    }

    private boolean anythingInForce() {
        return Arrays.stream(Revisions.Kind.values())
                .anyMatch(kind -> !machinery.revisions().inForce(kind).isEmpty());
    }

    private void tellDrift(Configuration folder) {
        changes.of(folder)
                .forEach(c -> LOG.warn(
                        "{} {} in {} differs from what is in force; hikae plan apply puts it into force",
                        c.kind(),
                        c.name(),
                        settings.configuration()));
    }

    /** What the pages show and do. */
    LiveData live() {
        return live;
    }

    /** What the admin connector tells about the product. */
    ServiceMetrics metrics() {
        return metrics;
    }

    UpkeepRuns upkeep() {
        return upkeep;
    }

    RunMachinery machinery() {
        return machinery;
    }

    List<Object> resources(EventStreams streams) {
        var service = machinery.service();
        return List.of(
                new BackupsResource(service),
                new ReplicationsResource(service),
                new RetentionsResource(service),
                new PrunesResource(service),
                new ScrubsResource(service),
                new LocksResource(service),
                new RegionsResource(service),
                new RestoresResource(service),
                new RestoreTestsResource(service),
                new DrillsResource(service),
                new RunsResource(service, streams),
                new PlansResource(machinery.inForce(), statuses, changes),
                new RunbooksResource(machinery.inForce()),
                new ConfigurationsResource(changes, machinery.applying()),
                new RepositoriesResource(machinery.inForce(), states),
                new RecoveryKitsResource(machinery.recoveryKits()),
                new SnapshotsResource(service, machinery.inForce(), machinery.repositories(), machinery.testResults()),
                new ApprovalsResource(service.approvals()),
                new EvidenceResource(machinery.evidence()),
                new RegisterResource(register, pki.logKey().verifier().toString()),
                new TrustResource(pki, verifier()));
    }

    /** The offline verifier, where the build put it into the program. */
    private static Optional<URL> verifier() {
        return Optional.ofNullable(Core.class.getResource("/dev/hikae/hikae-verify.jar"));
    }

    @Override
    public void close() {
        machinery.close();
        register.close();
    }
}
