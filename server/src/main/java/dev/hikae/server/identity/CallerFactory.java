package dev.hikae.server.identity;

import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.function.Supplier;

/** Hands the guard's finding to resource methods. */
final class CallerFactory implements Supplier<Caller> {
    private final ContainerRequestContext request;

    @Inject
    CallerFactory(ContainerRequestContext request) {
        this.request = request;
    }

    @Override
    public Caller get() {
        return Caller.of(request);
    }
}
