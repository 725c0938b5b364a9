package dev.hikae.server.api;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.PlanName;
import dev.hikae.config.id.Slug;
import dev.hikae.config.plan.Plan;
import dev.hikae.server.http.Listing;
import dev.hikae.server.identity.Permit;
import dev.hikae.server.identity.Subject;
import dev.hikae.server.identity.Verb;
import dev.hikae.server.run.Changes;
import dev.hikae.server.run.InForce;
import dev.hikae.server.run.PlanStatuses;
import dev.hikae.server.run.RunError;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;

/** Plans in force and how they are doing. */
@Path("/api/v1/plans")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "configuration")
public final class PlansResource {
    private final InForce inForce;
    private final PlanStatuses statuses;
    private final Changes changes;

    public PlansResource(InForce inForce, PlanStatuses statuses, Changes changes) {
        this.inForce = inForce;
        this.statuses = statuses;
        this.changes = changes;
    }

    /**
     * A plan in force.
     *
     * @param sha256 of its canonical form
     * @param drift what the configuration folder says otherwise
     */
    public record View(
            PlanName name,
            int revision,
            String sha256,
            Plan plan,
            List<Changes.Difference> drift,
            PlanStatuses.Status status) {
        public View {
            drift = List.copyOf(drift);
        }
    }

    @GET
    @Permit(value = Verb.READ, on = Subject.PLAN)
    @Operation(summary = "All plans in force, by name")
    public Listing<View> list() {
        Map<String, List<Changes.Difference>> drift = changes.drift();
        return Listing.all(inForce.plans().stream().map(p -> view(p, drift)).toList());
    }

    @GET
    @Path("{name}")
    @Permit(value = Verb.READ, on = Subject.PLAN)
    @Operation(summary = "One plan in force")
    public View one(@PathParam("name") String name) {
        if (!Slug.isValid(name)) {
            throw new HikaeException(RunError.NO_SUCH_PLAN, name);
        }
        return view(inForce.plan(new PlanName(name)), changes.drift());
    }

    private View view(InForce.Current<Plan> p, Map<String, List<Changes.Difference>> drift) {
        String name = p.value().name().value();
        return new View(
                p.value().name(),
                p.revision().number(),
                p.revision().sha256(),
                p.value(),
                drift.getOrDefault(name, List.of()),
                statuses.of(p.value()));
    }
}
