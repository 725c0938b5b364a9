package dev.hikae.server.api;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RunbookName;
import dev.hikae.config.id.Slug;
import dev.hikae.config.runbook.Runbook;
import dev.hikae.server.http.Listing;
import dev.hikae.server.identity.Permit;
import dev.hikae.server.identity.Subject;
import dev.hikae.server.identity.Verb;
import dev.hikae.server.run.InForce;
import dev.hikae.server.run.RunError;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** Runbooks in force. */
@Path("/api/v1/runbooks")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "configuration")
public final class RunbooksResource {
    private final InForce inForce;

    public RunbooksResource(InForce inForce) {
        this.inForce = inForce;
    }

    /**
     * A runbook in force.
     *
     * @param sha256 of its canonical form
     */
    public record View(RunbookName name, int revision, String sha256, Runbook runbook) {
        static View of(InForce.Current<Runbook> r) {
            return new View(
                    r.value().name(), r.revision().number(), r.revision().sha256(), r.value());
        }
    }

    @GET
    @Permit(value = Verb.READ, on = Subject.RUNBOOK)
    @Operation(summary = "All runbooks in force, by name")
    public Listing<View> list() {
        return Listing.all(inForce.runbooks().stream().map(View::of).toList());
    }

    @GET
    @Path("{name}")
    @Permit(value = Verb.READ, on = Subject.RUNBOOK)
    @Operation(summary = "One runbook in force")
    public View one(@PathParam("name") String name) {
        if (!Slug.isValid(name)) {
            throw new HikaeException(RunError.NO_SUCH_RUNBOOK, name);
        }
        return View.of(inForce.runbook(new RunbookName(name)));
    }
}
