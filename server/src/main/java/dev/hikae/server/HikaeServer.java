package dev.hikae.server;

import ch.qos.logback.classic.Level;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.SharedMetricRegistries;
import dev.hikae.config.error.HikaeException;
import dev.hikae.server.audit.AuditTrail;
import dev.hikae.server.catalogue.Catalogue;
import dev.hikae.server.catalogue.DataFolder;
import dev.hikae.server.catalogue.IdempotencyKeys;
import dev.hikae.server.health.Condition;
import dev.hikae.server.health.Conditions;
import dev.hikae.server.http.EventStreams;
import dev.hikae.server.identity.Identity;
import dev.hikae.server.identity.ServerCertificate;
import dev.hikae.server.page.OverviewPages;
import dev.hikae.server.page.PageActions;
import dev.hikae.server.page.PageData;
import dev.hikae.server.page.Pages;
import dev.hikae.server.page.ProofPages;
import dev.hikae.server.page.RegionPages;
import dev.hikae.server.page.RestorePages;
import dev.hikae.server.run.RunMachinery;
import dev.hikae.server.settings.Folders;
import dev.hikae.server.settings.ServerError;
import dev.hikae.server.settings.Settings;
import io.dropwizard.core.setup.Bootstrap;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.logging.common.BootstrapLogging;
import java.net.BindException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running service. {@link #start} returns when it answers; {@link #close} ends event streams first, then requests.
 *
 * <p>Ports may be 0 in the settings; {@link #uri} and {@link #adminUri} tell the real ones.
 */
public final class HikaeServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HikaeServer.class);

    private final Settings settings;
    private final Folders folders;
    private final Server server;
    private final Identity identity;
    private final AuditTrail trail;
    private final Core core;
    private final List<Class<?>> resources;
    private final Deque<AutoCloseable> open;

    private HikaeServer(
            Settings settings,
            Folders folders,
            Server server,
            Identity identity,
            AuditTrail trail,
            Core core,
            List<Class<?>> resources,
            Deque<AutoCloseable> open) {
        this.trail = trail;
        this.core = core;
        this.resources = List.copyOf(resources);
        this.settings = settings;
        this.folders = folders;
        this.server = server;
        this.identity = identity;
        this.open = open;
    }

    /** Starts with the system's clock and randomness. */
    public static HikaeServer start(Settings settings) {
        return start(settings, InstantSource.system());
    }

    /** Starts with a clock of the caller's: for tests of what ends by itself. */
    public static HikaeServer start(Settings settings, InstantSource clock) {
        return start(settings, clock, Optional.empty());
    }

    /** What the pages show and do. */
    record Shown(PageData data, PageActions actions) {}

    static HikaeServer start(Settings settings, InstantSource clock, Optional<Shown> shown) {
        Deque<AutoCloseable> open = new ArrayDeque<>();
        try {
            return start(settings, clock, new SecureRandom(), shown, open);
        } catch (Exception e) {
            closeAll(open);
            if (e instanceof HikaeException known) {
                throw known;
            }
            throw new HikaeException(
                    e,
                    isAboutListening(e) ? ServerError.LISTEN : ServerError.START,
                    settings.listen().host() + ":" + settings.listen().port(),
                    String.valueOf(e.getMessage()));
        }
    }

    /** Jetty wraps what the socket says. */
    private static boolean isAboutListening(Throwable e) {
        return e instanceof BindException
                || Optional.ofNullable(e.getCause())
                        .filter(HikaeServer::isAboutListening)
                        .isPresent();
    }

    private static HikaeServer start(
            Settings settings,
            InstantSource clock,
            SecureRandom random,
            Optional<Shown> shown,
            Deque<AutoCloseable> open)
            throws Exception {
        MetricRegistry metrics = new MetricRegistry();
        // Dropwizard's first logging goes to standard output; once is enough for it, and ours comes after.
        BootstrapLogging.bootstrap(Level.ERROR);
        HikaeConfiguration.logging(settings).configure(metrics, "hikae");
        DataFolder held = DataFolder.hold(settings.data());
        open.push(held);
        Folders folders = Folders.make(settings.data());
        Catalogue catalogue = Catalogue.open(held, clock);
        open.push(catalogue);
        AuditTrail trail = AuditTrail.open(folders.audit(), clock);
        open.push(trail);
        Identity identity = new Identity(catalogue, folders, settings.signIn(), clock, random, trail);
        identity.firstStart();
        ServerCertificate certificate = new ServerCertificate(folders.tls(), clock, random);
        HikaeConfiguration configuration = new HikaeConfiguration(settings, certificate.keyStore(settings.tls()));
        Pages pages = new Pages(ZoneId.systemDefault());
        Core core = Core.open(settings, folders, catalogue, clock, random);
        open.push(core);
        core.start();
        List<Condition> conditions = List.of(
                Conditions.catalogue(catalogue),
                Conditions.audit(trail),
                Conditions.firstSignIn(identity::waitsForFirstSignIn),
                Conditions.recoveryKits(folders.kits()),
                Conditions.unprovenKits(core.machinery().recoveryKits()::unconfirmed),
                Conditions.upkeep(core.upkeep()::trouble));
        EventStreams streams = new EventStreams();
        List<Object> resources = new ArrayList<>(core.resources(streams));
        resources.addAll(pageResources(pages, shown.orElseGet(() -> new Shown(core.live(), core.live())), conditions));
        HikaeApplication application = new HikaeApplication(new HikaeApplication.Parts(
                identity,
                trail,
                new IdempotencyKeys(catalogue, clock),
                streams,
                pages,
                conditions,
                core.metrics(),
                resources));
        Server server = run(application, configuration, metrics);
        open.push(server::stop);
        server.start();
        HikaeServer running =
                new HikaeServer(settings, folders, server, identity, trail, core, application.resourceClasses(), open);
        LOG.info("serving at {}", running.uri());
        return running;
    }

    private static List<Object> pageResources(Pages pages, Shown shown, List<Condition> conditions) {
        return List.of(
                new OverviewPages(pages, shown.data(), shown.actions(), conditions),
                new RestorePages(pages, shown.data(), shown.actions()),
                new ProofPages(pages, shown.data(), shown.actions()),
                new RegionPages(pages, shown.data(), shown.actions()));
    }

    private static Server run(HikaeApplication application, HikaeConfiguration configuration, MetricRegistry metrics)
            throws Exception {
        Bootstrap<HikaeConfiguration> bootstrap = new Bootstrap<>(application);
        bootstrap.setMetricRegistry(metrics);
        application.initialize(bootstrap);
        bootstrap.registerMetrics();
        SharedMetricRegistries.clear();
        Environment environment = new Environment(
                application.getName(),
                bootstrap.getObjectMapper(),
                bootstrap.getValidatorFactory(),
                bootstrap.getMetricRegistry(),
                bootstrap.getClassLoader(),
                bootstrap.getHealthCheckRegistry(),
                configuration);
        configuration.getServerFactory().configure(environment);
        bootstrap.run(configuration, environment);
        application.run(configuration, environment);
        return configuration.getServerFactory().build(environment);
    }

    /** Where clients find it: {@code https://localhost:<port>} when it listens on the loopback address. */
    public URI uri() {
        String host = settings.listen().host();
        String shown = host.equals("127.0.0.1") || host.equals("0.0.0.0") ? "localhost" : host;
        return URI.create("https://" + shown + ":" + port("application"));
    }

    /** Health checks and metrics, on the loopback address. */
    public URI adminUri() {
        return URI.create("http://127.0.0.1:" + port("admin"));
    }

    /** PEM of the certificate that clients are to trust. */
    public Path certificate() {
        return settings.tls().certificate().orElse(folders.tls().resolve("server.crt"));
    }

    /** The first administrator's one-time password; the file is gone once it was changed. */
    public Path firstPassword() {
        return folders.firstPassword();
    }

    /** Folder of the recovery kits of repositories that this service made: print them, keep them elsewhere. */
    public Path recoveryKits() {
        return folders.kits();
    }

    /** Runs, and what they left behind. */
    public RunMachinery machinery() {
        return core.machinery();
    }

    AuditTrail trail() {
        return trail;
    }

    /** The classes of all resources, for the test that walks them. */
    List<Class<?>> resources() {
        return resources;
    }

    public Identity identity() {
        return identity;
    }

    /** Waits until the service has stopped. */
    public void join() throws InterruptedException {
        server.join();
    }

    private int port(String connector) {
        return Arrays.stream(server.getConnectors())
                .filter(c -> connector.equals(c.getName()))
                .map(ServerConnector.class::cast)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("bug: no connector " + connector))
                .getLocalPort();
    }

    @Override
    public void close() {
        closeAll(open);
    }

    private static void closeAll(Deque<AutoCloseable> open) {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                LOG.warn("did not close cleanly: {}", e.toString());
            }
        }
    }
}
