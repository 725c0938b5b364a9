package dev.hikae.server.api;

import dev.hikae.server.identity.Open;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** The interface's own description, OpenAPI 3.1, made from the resources at the first request. */
@Path("/api/v1/openapi.json")
@Produces(MediaType.APPLICATION_JSON)
@Hidden
public final class OpenApiResource {
    private final ApiDescription description;

    public OpenApiResource(ApiDescription description) {
        this.description = description;
    }

    @GET
    @Open("the interface is no secret, and clients are generated from it")
    public byte[] get() {
        return description.json();
    }
}
