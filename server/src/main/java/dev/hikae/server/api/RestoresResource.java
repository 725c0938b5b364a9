package dev.hikae.server.api;

import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.RepositoryName;
import dev.hikae.server.identity.Caller;
import dev.hikae.server.identity.Permit;
import dev.hikae.server.identity.Subject;
import dev.hikae.server.identity.Verb;
import dev.hikae.server.run.RunService;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;

/** Restores below a restore root, and their dry runs. */
@Path("/api/v1/restores")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "runs")
public final class RestoresResource {
    private final RunService service;

    public RestoresResource(RunService service) {
        this.service = service;
    }

    /**
     * What to restore, and where to.
     *
     * @param snapshot its id, or a unique beginning of it
     * @param paths as entries show them; none means all
     * @param target an absolute folder below a restore root
     * @param dryRun whether only to say what would be done
     * @param overwrite whether to replace what is there
     * @param region to read from; any when missing
     * @param repository that holds the snapshot; looked for when missing
     * @param compare whether to compare afterwards with the snapshot
     */
    public record Body(
            @NotBlank String snapshot,
            Optional<List<@Pattern(regexp = PATH, message = "must be absolute, without . and ..") String>> paths,
            @NotBlank String target,
            Optional<Boolean> dryRun,
            Optional<Boolean> overwrite,
            Optional<RegionName> region,
            Optional<RepositoryName> repository,
            Optional<Boolean> compare) {
        /** Absolute, of components that are neither empty nor {@code .} nor {@code ..}. */
        static final String PATH = "(?s)/|(/(?!\\.{0,2}(/|$))[^/]+)+";

        RunService.RestoreOrder order() {
            return new RunService.RestoreOrder(
                    repository,
                    snapshot,
                    paths.orElse(List.of()),
                    target,
                    dryRun.orElse(false),
                    overwrite.orElse(false),
                    region,
                    compare.orElse(false));
        }
    }

    @POST
    @Idempotent
    @Permit(value = Verb.START, on = Subject.RESTORE)
    @Operation(summary = "Restore files of a snapshot, or say what that would do")
    public Response start(@Valid @NotNull Body body, @Context Caller caller) {
        return RunView.accepted(service.restore(body.order(), caller.name()));
    }
}
