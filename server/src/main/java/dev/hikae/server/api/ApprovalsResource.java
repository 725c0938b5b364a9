package dev.hikae.server.api;

import dev.hikae.config.error.HikaeException;
import dev.hikae.server.catalogue.ApprovalRows.Approval;
import dev.hikae.server.catalogue.ApprovalRows.State;
import dev.hikae.server.http.Listing;
import dev.hikae.server.identity.Caller;
import dev.hikae.server.identity.Permit;
import dev.hikae.server.identity.Subject;
import dev.hikae.server.identity.Verb;
import dev.hikae.server.run.DrillApprovals;
import dev.hikae.server.settings.ServerError;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Questions of drills to approvers. */
@Path("/api/v1/approvals")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "approvals")
public final class ApprovalsResource {
    private final DrillApprovals approvals;

    public ApprovalsResource(DrillApprovals approvals) {
        this.approvals = approvals;
    }

    /** An approver's answer. */
    public enum Decision {
        APPROVED,
        REJECTED
    }

    /** The answer, and why. */
    public record Body(@NotNull Decision decision, Optional<@Size(max = 2000) String> comment) {}

    @GET
    @Permit(value = Verb.READ, on = Subject.APPROVAL)
    @Operation(summary = "Questions, newest first")
    public Listing<Approval> list(
            @QueryParam("state") Optional<String> state,
            @QueryParam("limit") @DefaultValue(Listing.DEFAULT_LIMIT) int limit) {
        return Listing.all(approvals.list(state.map(ApprovalsResource::state), Optional.empty(), Listing.limit(limit)));
    }

    private static State state(String word) {
        return Arrays.stream(State.values())
                .filter(s -> s.name().toLowerCase(Locale.ROOT).equals(word))
                .findFirst()
                .orElseThrow(() -> new HikaeException(ServerError.MALFORMED_REQUEST, "state"));
    }

    @GET
    @Path("{id}")
    @Permit(value = Verb.READ, on = Subject.APPROVAL)
    @Operation(summary = "One question")
    public Approval one(@PathParam("id") String id) {
        return approvals.find(id);
    }

    @POST
    @Path("{id}/decision")
    @Consumes(MediaType.APPLICATION_JSON)
    @Idempotent
    @Permit(value = Verb.APPROVE, on = Subject.APPROVAL)
    @Operation(summary = "Answer a question; whoever started the run may not")
    public Approval decide(@PathParam("id") String id, @Valid @NotNull Body body, @Context Caller caller) {
        return approvals.decide(
                id,
                caller.name(),
                body.decision() == Decision.APPROVED,
                body.comment().orElse(""));
    }
}
