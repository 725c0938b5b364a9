package dev.hikae.server.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import jakarta.inject.Inject;
import jakarta.validation.ValidationException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The mappers of every exception to a problem, and for a browser's page to a page.
 *
 * <p>Jersey picks the mapper of the nearest class and brings some of its own, hence one for each of those.
 */
public final class ProblemMappers {
    private ProblemMappers() {}

    /** All of them, to be registered. */
    public static List<Class<?>> all() {
        return List.of(Any.class, Web.class, Validation.class, Mapping.class, Json.class);
    }

    /** Answers any request's failure; a page where a browser asks for one. */
    static Response answer(Throwable thrown, UriInfo uri, HttpHeaders headers, ErrorPages pages) {
        if (thrown instanceof WebApplicationException web && web.getResponse().getStatus() < 400) {
            return web.getResponse();
        }
        Problems.Cause cause = Problems.cause(thrown);
        String path = "/" + uri.getPath();
        Problem problem = cause.problem(locale(headers), path);
        Response.ResponseBuilder builder = Problems.headers(
                Response.status(problem.status()), cause.error().code(), thrown);
        if (wantsPage(path, headers)) {
            return pages.page(builder, problem, uri, headers);
        }
        return builder.type(Problem.MEDIA_TYPE).entity(problem).build();
    }

    private static boolean wantsPage(String path, HttpHeaders headers) {
        return !path.startsWith("/api/")
                && headers.getAcceptableMediaTypes().stream()
                        .anyMatch(m -> !m.isWildcardType() && m.isCompatible(MediaType.TEXT_HTML_TYPE));
    }

    private static Locale locale(HttpHeaders headers) {
        return Language.chosen(
                Optional.ofNullable(headers.getCookies().get(Language.CHOICE)).map(c -> c.getValue()),
                Optional.ofNullable(headers.getHeaderString(HttpHeaders.ACCEPT_LANGUAGE)));
    }

    private abstract static class Mapper<T extends Throwable> implements ExceptionMapper<T> {
        private final UriInfo uri;
        private final HttpHeaders headers;
        private final ErrorPages pages;

        Mapper(UriInfo uri, HttpHeaders headers, ErrorPages pages) {
            this.uri = uri;
            this.headers = headers;
            this.pages = pages;
        }

        @Override
        public final Response toResponse(T thrown) {
            return answer(thrown, uri, headers, pages);
        }
    }

    static final class Any extends Mapper<Throwable> {
        @Inject
        Any(@Context UriInfo uri, @Context HttpHeaders headers, ErrorPages pages) {
            super(uri, headers, pages);
        }
    }

    static final class Web extends Mapper<WebApplicationException> {
        @Inject
        Web(@Context UriInfo uri, @Context HttpHeaders headers, ErrorPages pages) {
            super(uri, headers, pages);
        }
    }

    static final class Validation extends Mapper<ValidationException> {
        @Inject
        Validation(@Context UriInfo uri, @Context HttpHeaders headers, ErrorPages pages) {
            super(uri, headers, pages);
        }
    }

    static final class Mapping extends Mapper<JsonMappingException> {
        @Inject
        Mapping(@Context UriInfo uri, @Context HttpHeaders headers, ErrorPages pages) {
            super(uri, headers, pages);
        }
    }

    static final class Json extends Mapper<JsonProcessingException> {
        @Inject
        Json(@Context UriInfo uri, @Context HttpHeaders headers, ErrorPages pages) {
            super(uri, headers, pages);
        }
    }
}
