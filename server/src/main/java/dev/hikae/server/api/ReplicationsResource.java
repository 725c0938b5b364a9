package dev.hikae.server.api;

import dev.hikae.config.id.RepositoryName;
import dev.hikae.server.identity.Caller;
import dev.hikae.server.identity.Permit;
import dev.hikae.server.identity.Subject;
import dev.hikae.server.identity.Verb;
import dev.hikae.server.run.RunService;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Copying to every region what it lacks. */
@Path("/api/v1/replications")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "runs")
public final class ReplicationsResource {
    private final RunService service;

    public ReplicationsResource(RunService service) {
        this.service = service;
    }

    /** Whose regions. */
    public record Body(@NotNull RepositoryName repository) {}

    @POST
    @Idempotent
    @Permit(value = Verb.START, on = Subject.REPLICATION)
    @Operation(summary = "Copy to every region of a repository what it lacks")
    public Response start(@Valid @NotNull Body body, @Context Caller caller) {
        return RunView.accepted(service.replication(body.repository(), caller.name()));
    }
}
