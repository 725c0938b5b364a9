package dev.hikae.server.api;

import dev.hikae.config.id.RepositoryName;
import dev.hikae.server.identity.Caller;
import dev.hikae.server.identity.Permit;
import dev.hikae.server.identity.Subject;
import dev.hikae.server.identity.Verb;
import dev.hikae.server.run.Parameters;
import dev.hikae.server.run.RunService;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;

/** Freeing what no snapshot needs. */
@Path("/api/v1/prunes")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "runs")
public final class PrunesResource {
    private static final long LONGEST_WAIT = 3_600;

    private final RunService service;

    public PrunesResource(RunService service) {
        this.service = service;
    }

    /**
     * Of which repository.
     *
     * @param dryRun only tells what would be freed
     * @param waitSeconds how long to wait for backups that run; not at all when missing
     * @param repackBelow packs of whose bytes less than so many percent are needed are put together anew before; 0: none; 70
     *     when missing
     * @param maxRepackBytes of packs that are read for it at most; no limit when missing
     */
    public record Body(
            @NotNull RepositoryName repository,
            Optional<Boolean> dryRun,
            Optional<@PositiveOrZero @Max(LONGEST_WAIT) Long> waitSeconds,
            Optional<@PositiveOrZero @Max(100) Integer> repackBelow,
            Optional<@PositiveOrZero Long> maxRepackBytes) {}

    @POST
    @Idempotent
    @Permit(value = Verb.START, on = Subject.PRUNE)
    @Operation(summary = "Free, in all regions, what no snapshot needs")
    public Response start(@Valid @NotNull Body body, @Context Caller caller) {
        var asked = new Parameters.Prune(
                body.repository(),
                body.dryRun().orElse(false),
                body.waitSeconds().orElse(0L),
                body.repackBelow(),
                body.maxRepackBytes());
        return RunView.accepted(service.prune(asked, caller.name()));
    }
}
