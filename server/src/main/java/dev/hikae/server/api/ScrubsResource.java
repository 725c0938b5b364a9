package dev.hikae.server.api;

import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.RepositoryName;
import dev.hikae.engine.ScrubLevel;
import dev.hikae.server.identity.Caller;
import dev.hikae.server.identity.Permit;
import dev.hikae.server.identity.Subject;
import dev.hikae.server.identity.Verb;
import dev.hikae.server.run.Parameters;
import dev.hikae.server.run.RunService;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;

/** Looking for damage in regions, and healing it. */
@Path("/api/v1/scrubs")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "runs")
public final class ScrubsResource {
    private final RunService service;

    public ScrubsResource(RunService service) {
        this.service = service;
    }

    /**
     * What to scrub.
     *
     * @param level how deep; L2 when missing
     * @param regions all when missing
     * @param seconds after which no further object is begun
     * @param bytes after which no further object is begun
     * @param heal whether to replace what is damaged; true when missing
     */
    public record Body(
            @NotNull RepositoryName repository,
            Optional<ScrubLevel> level,
            Optional<List<RegionName>> regions,
            Optional<@PositiveOrZero Long> seconds,
            Optional<@PositiveOrZero Long> bytes,
            Optional<Boolean> heal) {
        Parameters.Scrub asked() {
            return new Parameters.Scrub(
                    repository,
                    level.orElse(ScrubLevel.L2),
                    regions.orElse(List.of()),
                    seconds,
                    bytes,
                    heal.orElse(true));
        }
    }

    @POST
    @Idempotent
    @Permit(value = Verb.START, on = Subject.SCRUB)
    @Operation(summary = "Look for damage in a repository's regions and replace what is damaged by good copies")
    public Response start(@Valid @NotNull Body body, @Context Caller caller) {
        return RunView.accepted(service.scrub(body.asked(), caller.name()));
    }
}
