package dev.hikae.server.api;

import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.RepositoryName;
import dev.hikae.scheduler.Run;
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
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;

/** Regions: tried out by operators; added, filled, retired and made the home by administrators. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "regions")
public final class RegionsResource {
    private final RunService service;

    public RegionsResource(RunService service) {
        this.service = service;
    }

    public record Body(
            @NotNull RepositoryName repository, @NotNull RegionName region) {}

    /**
     * Filling one region.
     *
     * @param wiped whether an empty place is marked again, rather than refused as a disk that is not mounted
     */
    public record Seed(
            @NotNull RepositoryName repository, @NotNull RegionName region, Optional<Boolean> wiped) {
        Parameters.RegionSeed asked() {
            return new Parameters.RegionSeed(repository, region, wiped.orElse(false));
        }
    }

    /**
     * A change.
     *
     * @param confirm the region's name once more; not needed for a dry run
     * @param dryRun only finds out whether it can be done
     * @param supersede puts aside a change of somebody else that did not end
     */
    public record Change(
            @NotNull RepositoryName repository,
            @NotNull RegionName region,
            Optional<String> confirm,
            Optional<Boolean> dryRun,
            Optional<Boolean> supersede) {
        Parameters.RegionChange asked() {
            if (!dryRun.orElse(false)) {
                Confirmation.require(confirm.orElse(""), region);
            }
            return new Parameters.RegionChange(repository, region, dryRun.orElse(false), supersede.orElse(false));
        }
    }

    @POST
    @Path("region-probes")
    @Idempotent
    @Permit(value = Verb.START, on = Subject.REGION_PROBE)
    @Operation(summary = "Try out the place of a configured region")
    public Response probe(@Valid @NotNull Body body, @Context Caller caller) {
        return accepted(service.regionProbe(body.repository(), body.region(), caller.name()));
    }

    @POST
    @Path("region-seeds")
    @Idempotent
    @Permit(value = Verb.CREATE, on = Subject.REGION)
    @Operation(summary = "Copy to one region what it lacks, also after its place was wiped")
    public Response seed(@Valid @NotNull Seed body, @Context Caller caller) {
        return accepted(service.regionSeed(body.asked(), caller.name()));
    }

    @POST
    @Path("region-additions")
    @Idempotent
    @Permit(value = Verb.CREATE, on = Subject.REGION)
    @Operation(summary = "Fill an empty place that the configuration names, then add it to the repository")
    public Response add(@Valid @NotNull Change body, @Context Caller caller) {
        return accepted(service.regionAddition(body.asked(), caller.name()));
    }

    @POST
    @Path("region-retirements")
    @Idempotent
    @Permit(value = Verb.DELETE, on = Subject.REGION)
    @Operation(summary = "Let the repository do without a region; its files stay")
    public Response retire(@Valid @NotNull Change body, @Context Caller caller) {
        return accepted(service.regionRetirement(body.asked(), caller.name()));
    }

    @POST
    @Path("failovers")
    @Idempotent
    @Permit(value = Verb.CHANGE, on = Subject.REGION)
    @Operation(summary = "Make another region the home")
    public Response failover(@Valid @NotNull Change body, @Context Caller caller) {
        return accepted(service.failover(body.asked(), caller.name()));
    }

    private static Response accepted(Run run) {
        return RunView.accepted(run);
    }
}
