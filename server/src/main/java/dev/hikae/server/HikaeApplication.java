package dev.hikae.server;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hikae.config.json.Json;
import dev.hikae.server.api.SignInResource;
import dev.hikae.server.http.BodyLimit;
import dev.hikae.server.http.ErrorPages;
import dev.hikae.server.http.EventStreams;
import dev.hikae.server.http.Problem;
import dev.hikae.server.http.ProblemErrorHandler;
import dev.hikae.server.http.ProblemMappers;
import dev.hikae.server.http.SecurityHeaders;
import dev.hikae.server.identity.Identity;
import io.dropwizard.core.Application;
import io.dropwizard.core.setup.Bootstrap;
import io.dropwizard.core.setup.Environment;
import jakarta.servlet.DispatcherType;
import java.util.EnumSet;
import org.glassfish.jersey.internal.inject.AbstractBinder;
import org.glassfish.jersey.media.sse.SseFeature;

/** Puts the parts of the service into Dropwizard. Started by {@link HikaeServer}. */
final class HikaeApplication extends Application<HikaeConfiguration> {
    private final Parts parts;

    HikaeApplication(Parts parts) {
        this.parts = parts;
    }

    /** What the service is made of. */
    record Parts(Identity identity, EventStreams streams) {}

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
        http(environment);
        resources(environment);
    }

    private void http(Environment environment) {
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
        environment.jersey().register(new BodyLimit());
        environment.jersey().register(SseFeature.class);
        ProblemMappers.all().forEach(environment.jersey()::register);
        environment.jersey().register(parts.identity().guards());
        environment.jersey().register(Identity.binder());
        environment.jersey().register(new AbstractBinder() {
            @Override
            protected void configure() {
                bind((ErrorPages) (builder, problem, uri, headers) ->
                                builder.type(Problem.MEDIA_TYPE).entity(problem).build())
                        .to(ErrorPages.class);
            }
        });
    }

    private void resources(Environment environment) {
        Identity identity = parts.identity();
        environment.jersey().register(new SignInResource(identity.signIn(), identity.secondFactors()));
    }
}
