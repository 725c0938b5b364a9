package dev.hikae.server.api;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.json.Json;
import dev.hikae.config.json.Sha256;
import dev.hikae.server.catalogue.IdempotencyKeys;
import dev.hikae.server.catalogue.IdempotencyKeys.Answer;
import dev.hikae.server.catalogue.IdempotencyKeys.Begin;
import dev.hikae.server.http.BodyLimit;
import dev.hikae.server.identity.Caller;
import dev.hikae.server.settings.ServerError;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.FeatureContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Does requests with an {@code Idempotency-Key} once; stands behind the guard of methods marked {@link Idempotent}. */
public final class Idempotency implements DynamicFeature {
    private static final String HEADER = "Idempotency-Key";
    private static final String FIRST = "hikae.idempotency";

    private final IdempotencyKeys keys;

    public Idempotency(IdempotencyKeys keys) {
        this.keys = keys;
    }

    @Override
    public void configure(ResourceInfo resource, FeatureContext context) {
        if (resource.getResourceMethod().isAnnotationPresent(Idempotent.class)) {
            context.register(new Once(keys), Priorities.AUTHORIZATION + 1);
        }
    }

    /** The account and key of a request that is done for the first time. */
    private record Key(String account, String value) {}

    private record Once(IdempotencyKeys keys) implements ContainerRequestFilter, ContainerResponseFilter {
        @Override
        public void filter(ContainerRequestContext request) throws IOException {
            Optional<String> value = Optional.ofNullable(request.getHeaderString(HEADER));
            if (value.isEmpty()) {
                return;
            }
            Key key = new Key(Caller.of(request).account(), checked(value.get()));
            switch (keys.begin(key.account(), key.value(), hash(request))) {
                case Begin.First() -> request.setProperty(FIRST, key);
                case Begin.Again(Answer answer) -> request.abortWith(again(answer));
                case Begin.AtWork() -> throw new HikaeException(ServerError.KEY_IN_PROGRESS);
            }
        }

        @Override
        public void filter(ContainerRequestContext request, ContainerResponseContext response) {
            if (!(request.getProperty(FIRST) instanceof Key key)) {
                return;
            }
            if (response.getStatus() >= 400) {
                keys.failed(key.account(), key.value());
            } else {
                keys.answered(key.account(), key.value(), answer(response));
            }
        }

        private static String checked(String key) {
            if (!key.matches("[\\x21-\\x7e]{1,128}")) {
                throw new HikaeException(ServerError.IDEMPOTENCY_KEY);
            }
            return key;
        }

        private static String hash(ContainerRequestContext request) throws IOException {
            byte[] body = request.getEntityStream().readNBytes(BodyLimit.BYTES);
            request.setEntityStream(new ByteArrayInputStream(body));
            String line = request.getMethod() + " "
                    + request.getUriInfo().getRequestUri().getRawPath() + "\n";
            return Sha256.hex((line + Sha256.hex(body)).getBytes(StandardCharsets.UTF_8));
        }

        private static Answer answer(ContainerResponseContext response) {
            return new Answer(
                    response.getStatus(),
                    Optional.ofNullable(response.getHeaderString(HttpHeaders.LOCATION)),
                    Optional.ofNullable(response.getEntity()).map(Json::text));
        }

        private static Response again(Answer answer) {
            Response.ResponseBuilder builder = Response.status(answer.status()).header("Idempotency-Replayed", "true");
            answer.location().ifPresent(l -> builder.header(HttpHeaders.LOCATION, l));
            answer.body()
                    .ifPresent(b -> builder.type(MediaType.APPLICATION_JSON).entity(b));
            return builder.build();
        }
    }
}
