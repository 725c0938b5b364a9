package dev.hikae.server;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hikae.config.json.Json;
import dev.hikae.server.api.AccountsResource;
import dev.hikae.server.api.ApiDescription;
import dev.hikae.server.api.AuditResource;
import dev.hikae.server.api.HealthResource;
import dev.hikae.server.api.Idempotency;
import dev.hikae.server.api.OpenApiResource;
import dev.hikae.server.api.ServiceAccountsResource;
import dev.hikae.server.api.SignInResource;
import dev.hikae.server.audit.AuditTrail;
import dev.hikae.server.catalogue.IdempotencyKeys;
import dev.hikae.server.health.Condition;
import dev.hikae.server.health.ConditionCheck;
import dev.hikae.server.http.BodyLimit;
import dev.hikae.server.http.ErrorPages;
import dev.hikae.server.http.EventStreams;
import dev.hikae.server.http.ProblemErrorHandler;
import dev.hikae.server.http.ProblemMappers;
import dev.hikae.server.http.ReadOnly;
import dev.hikae.server.http.SecurityHeaders;
import dev.hikae.server.identity.Identity;
import dev.hikae.server.page.AdministrationPages;
import dev.hikae.server.page.AssetResource;
import dev.hikae.server.page.Pages;
import dev.hikae.server.page.ReaderFactory;
import dev.hikae.server.page.SignInPages;
import io.dropwizard.core.Application;
import io.dropwizard.core.setup.Bootstrap;
import io.dropwizard.core.setup.Environment;
import io.prometheus.metrics.exporter.servlet.jakarta.PrometheusMetricsServlet;
import io.prometheus.metrics.instrumentation.dropwizard.DropwizardExports;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import jakarta.servlet.DispatcherType;
import jakarta.ws.rs.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.glassfish.jersey.internal.inject.AbstractBinder;
import org.glassfish.jersey.media.sse.SseFeature;

/** Puts the parts of the service into Dropwizard. Started by {@link HikaeServer}. */
final class HikaeApplication extends Application<HikaeConfiguration> {
    static final String VERSION = "0.1.0";

    private final Parts parts;

    HikaeApplication(Parts parts) {
        this.parts = parts;
    }

    /**
     * What the service is made of.
     *
     * @param streams that are open, to be closed first
     * @param conditions for the health check
     * @param metrics of the product, besides those of Dropwizard and the machine
     * @param resources further resources of the API and the pages
     */
    record Parts(
            Identity identity,
            AuditTrail trail,
            IdempotencyKeys keys,
            EventStreams streams,
            Pages pages,
            List<Condition> conditions,
            MultiCollector metrics,
            List<Object> resources) {
        Parts {
            conditions = List.copyOf(conditions);
            resources = List.copyOf(resources);
        }
    }

    @Override
    public String getName() {
        return "hikae";
    }

    @Override
    public void initialize(Bootstrap<HikaeConfiguration> bootstrap) {
        bootstrap.setObjectMapper(Json.mapper().copy());
    }

    @Override
    public void run(HikaeConfiguration configuration, Environment environment) {
        servlets(environment);
        filters(environment);
        resources(environment);
        operation(environment);
    }

    private void servlets(Environment environment) {
        ObjectMapper mapper = environment.getObjectMapper();
        environment
                .servlets()
                .addFilter("security-headers", new SecurityHeaders())
                .addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), false, "/*");
        environment.getApplicationContext().setErrorHandler(new ProblemErrorHandler(mapper));
        environment.lifecycle().addServerLifecycleListener(server -> {
            server.setErrorHandler(new ProblemErrorHandler(mapper));
            server.addEventListener(parts.streams());
        });
    }

    private void filters(Environment environment) {
        environment.jersey().register(new BodyLimit());
        environment.jersey().register(SseFeature.class);
        ProblemMappers.all().forEach(environment.jersey()::register);
        environment.jersey().register(parts.identity().guards());
        environment.jersey().register(new Idempotency(parts.keys()));
        environment.jersey().register(Identity.binder());
        environment.jersey().register(ReaderFactory.binder());
        environment.jersey().register(new AbstractBinder() {
            @Override
            protected void configure() {
                bind(parts.pages()).to(ErrorPages.class);
            }
        });
    }

    private List<Object> all() {
        Identity identity = parts.identity();
        List<Object> all = new ArrayList<>(List.of(
                new SignInResource(identity.signIn(), identity.secondFactors()),
                new AccountsResource(identity.accounts()),
                new ServiceAccountsResource(identity.serviceAccounts()),
                new AuditResource(parts.trail()),
                new HealthResource(),
                new AssetResource(),
                new SignInPages(parts.pages(), identity),
                new AdministrationPages(parts.pages(), identity.accounts(), parts.trail())));
        all.addAll(parts.resources());
        return all;
    }

    /** The classes of all resources. */
    List<Class<?>> resourceClasses() {
        return all().stream().<Class<?>>map(Object::getClass).toList();
    }

    private void resources(Environment environment) {
        all().forEach(environment.jersey()::register);
        Set<Class<?>> described =
                resourceClasses().stream().filter(HikaeApplication::isApi).collect(Collectors.toSet());
        environment.jersey().register(new OpenApiResource(new ApiDescription(described, VERSION)));
    }

    private static boolean isApi(Class<?> resource) {
        return resource.isAnnotationPresent(Path.class)
                && resource.getAnnotation(Path.class).value().startsWith("/api/");
    }

    private void operation(Environment environment) {
        parts.conditions().forEach(c -> environment.healthChecks().register(c.name(), new ConditionCheck(c)));
        PrometheusRegistry metrics = new PrometheusRegistry();
        DropwizardExports.builder().dropwizardRegistry(environment.metrics()).register(metrics);
        metrics.register(parts.metrics());
        environment
                .admin()
                .addServlet("prometheus", new PrometheusMetricsServlet(metrics))
                .addMapping("/metrics");
        environment
                .admin()
                .addFilter("read-only", new ReadOnly())
                .addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), false, "/*");
    }
}
