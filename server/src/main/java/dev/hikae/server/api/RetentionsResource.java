package dev.hikae.server.api;

import dev.hikae.config.id.PlanName;
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
import java.util.Optional;

/** Forgetting what a plan's rules do not keep. */
@Path("/api/v1/retentions")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "runs")
public final class RetentionsResource {
    private final RunService service;

    public RetentionsResource(RunService service) {
        this.service = service;
    }

    /**
     * By whose rules.
     *
     * @param dryRun only decides: what would be kept and forgotten is in the run's outcome
     */
    public record Body(@NotNull PlanName plan, Optional<Boolean> dryRun) {}

    @POST
    @Idempotent
    @Permit(value = Verb.START, on = Subject.RETENTION)
    @Operation(summary = "Forget the snapshots that a plan's rules do not keep")
    public Response start(@Valid @NotNull Body body, @Context Caller caller) {
        return RunView.accepted(service.retention(body.plan(), body.dryRun().orElse(false), caller.name()));
    }
}
