package dev.hikae.server.http;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;

/** Shows a problem as a page, for browsers. */
@FunctionalInterface
public interface ErrorPages {
    Response page(Response.ResponseBuilder builder, Problem problem, UriInfo uri, HttpHeaders headers);
}
