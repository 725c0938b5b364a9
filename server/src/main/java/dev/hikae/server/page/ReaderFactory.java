package dev.hikae.server.page;

import dev.hikae.server.identity.Caller;
import dev.hikae.server.page.Pages.Reader;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.UriInfo;
import java.util.function.Supplier;
import org.glassfish.jersey.internal.inject.AbstractBinder;
import org.glassfish.jersey.process.internal.RequestScoped;

/** Makes {@code @Context Reader} work in the methods of pages. */
public final class ReaderFactory implements Supplier<Reader> {
    private final ContainerRequestContext request;
    private final HttpHeaders headers;
    private final UriInfo uri;

    @Inject
    ReaderFactory(ContainerRequestContext request, @Context HttpHeaders headers, @Context UriInfo uri) {
        this.request = request;
        this.headers = headers;
        this.uri = uri;
    }

    @Override
    public Reader get() {
        return Reader.of(Caller.of(request), headers, uri);
    }

    public static AbstractBinder binder() {
        return new AbstractBinder() {
            @Override
            protected void configure() {
                bindFactory(ReaderFactory.class).to(Reader.class).proxy(false).in(RequestScoped.class);
            }
        };
    }
}
