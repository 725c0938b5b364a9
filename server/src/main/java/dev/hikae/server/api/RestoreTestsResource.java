package dev.hikae.server.api;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.hikae.config.id.PlanName;
import dev.hikae.config.id.RegionName;
import dev.hikae.config.plan.RestoreTestPolicy.Selection;
import dev.hikae.server.identity.Caller;
import dev.hikae.server.identity.Permit;
import dev.hikae.server.identity.Subject;
import dev.hikae.server.identity.Verb;
import dev.hikae.server.run.RunService;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Optional;

/** Restore tests, and negative controls of them. */
@Path("/api/v1/restore-tests")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "runs")
public final class RestoreTestsResource {
    private final RunService service;

    public RestoreTestsResource(RunService service) {
        this.service = service;
    }

    /** Which recovery point a test takes. */
    public enum Choice {
        NEWEST,
        RANDOM
    }

    /**
     * What differs from the plan's policy.
     *
     * @param selection which recovery point; random ones are within {@code window}
     * @param window how far back a random point may lie
     * @param region whose copy
     * @param negativeControl whether to test a damaged copy, which must fail
     */
    public record Body(
            @NotNull PlanName plan,
            Optional<Choice> selection,
            Optional<Duration> window,
            Optional<RegionName> region,
            Optional<Boolean> negativeControl) {
        /** A window belongs to a random choice, and is longer than nothing. */
        @AssertTrue(message = "random needs a window, and nothing else takes one") @JsonIgnore
        public boolean isWindowSound() {
            return window.filter(Duration::isPositive).isPresent()
                    ? selection.equals(Optional.of(Choice.RANDOM))
                    : window.isEmpty() && !selection.equals(Optional.of(Choice.RANDOM));
        }

        RunService.TestOrder order() {
            Optional<Selection> point = selection.map(choice -> switch (choice) {
                case NEWEST -> new Selection.Newest();
                case RANDOM -> new Selection.RandomWithin(window.orElseThrow());
            });
            return new RunService.TestOrder(plan, point, region, negativeControl.orElse(false));
        }
    }

    @POST
    @Idempotent
    @Permit(value = Verb.START, on = Subject.RESTORE_TEST)
    @Operation(summary = "Test that a recovery point comes back; as the plan says, where the body says nothing else")
    public Response start(@Valid @NotNull Body body, @Context Caller caller) {
        return RunView.accepted(service.restoreTest(body.order(), caller.name()));
    }
}
