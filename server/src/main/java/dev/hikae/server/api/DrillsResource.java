package dev.hikae.server.api;

import dev.hikae.config.id.RunbookName;
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

/** Drills from runbooks. */
@Path("/api/v1/drills")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "runs")
public final class DrillsResource {
    private final RunService service;

    public DrillsResource(RunService service) {
        this.service = service;
    }

    /** Which drill. */
    public record Body(@NotNull RunbookName runbook) {}

    @POST
    @Idempotent
    @Permit(value = Verb.START, on = Subject.DRILL)
    @Operation(summary = "Start a drill")
    public Response start(@Valid @NotNull Body body, @Context Caller caller) {
        return RunView.accepted(service.drill(body.runbook(), caller.name()));
    }
}
