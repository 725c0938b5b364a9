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
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;

/** How regions keep their objects from being deleted. What makes that weaker is for administrators. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "runs")
public final class LocksResource {
    private final RunService service;

    public LocksResource(RunService service) {
        this.service = service;
    }

    /**
     * Of which repository.
     *
     * @param ask asks the stores for every object; otherwise what is noted on the service's machine is believed
     */
    public record ExtensionBody(@NotNull RepositoryName repository, Optional<Boolean> ask) {}

    public record CheckBody(@NotNull RepositoryName repository) {}

    /**
     * What to hold.
     *
     * @param snapshots ids, or unique beginnings of them
     */
    public record HoldBody(
            @NotNull RepositoryName repository,
            @NotNull @NotEmpty List<String> snapshots) {}

    /**
     * What to let go of.
     *
     * @param snapshots ids, or unique beginnings of them
     * @param confirm the repository's name once more
     */
    public record ReleaseBody(
            @NotNull RepositoryName repository,
            @NotNull @NotEmpty List<String> snapshots,
            @NotNull String confirm) {}

    @POST
    @Path("lock-extensions")
    @Idempotent
    @Permit(value = Verb.START, on = Subject.LOCK)
    @Operation(summary = "Extend the locks of what snapshots need")
    public Response extend(@Valid @NotNull ExtensionBody body, @Context Caller caller) {
        var asked = new Parameters.LockExtension(body.repository(), body.ask().orElse(false));
        return RunView.accepted(service.lockExtension(asked, caller.name()));
    }

    @POST
    @Path("lock-checks")
    @Idempotent
    @Permit(value = Verb.START, on = Subject.LOCK)
    @Operation(summary = "Ask the stores how each object is locked, and what was hidden or replaced")
    public Response check(@Valid @NotNull CheckBody body, @Context Caller caller) {
        return RunView.accepted(service.lockCheck(new Parameters.LockCheck(body.repository()), caller.name()));
    }

    @POST
    @Path("lock-holds")
    @Idempotent
    @Permit(value = Verb.START, on = Subject.LOCK)
    @Operation(summary = "Keep what snapshots need by legal holds, whatever the time")
    public Response hold(@Valid @NotNull HoldBody body, @Context Caller caller) {
        return RunView.accepted(service.lockHold(body.repository(), body.snapshots(), false, caller.name()));
    }

    @POST
    @Path("lock-hold-releases")
    @Idempotent
    @Permit(value = Verb.DELETE, on = Subject.LOCK)
    @Operation(summary = "Let go of what legal holds keep")
    public Response release(@Valid @NotNull ReleaseBody body, @Context Caller caller) {
        Confirmation.require(body.confirm(), body.repository());
        return RunView.accepted(service.lockHold(body.repository(), body.snapshots(), true, caller.name()));
    }
}
