package dev.hikae.server.api;

import dev.hikae.server.identity.Open;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** Whether the service is up, for load balancers; what is wrong with it is told on the admin port only. */
@Path("/health-check")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "operation")
public final class HealthResource {
    /** Says no more than that it answers. */
    public record Up(String status) {}

    @GET
    @Open("load balancers have no account")
    @Operation(summary = "Is the service up?")
    public Up get() {
        return new Up("up");
    }
}
