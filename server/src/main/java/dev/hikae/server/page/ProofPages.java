package dev.hikae.server.page;

import dev.hikae.server.identity.Caller;
import dev.hikae.server.identity.Permit;
import dev.hikae.server.identity.Subject;
import dev.hikae.server.identity.Verb;
import dev.hikae.server.page.Pages.Reader;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What proves that restores work: tests, drills, evidence, register. */
@Path("/")
@Produces(MediaType.TEXT_HTML)
public final class ProofPages {
    private static final int MOST = 100;

    private final Pages pages;
    private final PageData data;
    private final PageActions actions;

    public ProofPages(Pages pages, PageData data, PageActions actions) {
        this.pages = pages;
        this.data = data;
        this.actions = actions;
    }

    @GET
    @Path("restore-tests")
    @Permit(value = Verb.READ, on = Subject.RESTORE_TEST)
    public Response tests(@Context Reader reader) {
        return pages.page("tests", reader, Map.of("tests", data.restoreTests(MOST), "plans", data.plans()));
    }

    @POST
    @Path("restore-tests")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Permit(value = Verb.START, on = Subject.RESTORE_TEST)
    public Response test(
            @FormParam("plan") @DefaultValue("") String plan,
            @FormParam("region") Optional<String> region,
            @Context Caller caller) {
        return OverviewPages.toRun(actions.restoreTest(plan, region.filter(r -> !r.isEmpty()), caller.name()));
    }

    /** Drills, approvals and evidence; an auditor sees the evidence only. */
    @GET
    @Path("drills")
    @Permit(value = Verb.READ, on = Subject.PAGE)
    public Response drills(@Context Caller caller, @Context Reader reader) {
        return pages.page(
                "drills",
                reader,
                Map.of(
                        "runbooks", caller.may(Verb.READ, Subject.RUNBOOK) ? data.runbooks() : List.of(),
                        "drills",
                                caller.may(Verb.READ, Subject.DRILL)
                                        ? data.runs(Optional.of("drill"), Optional.empty(), 20)
                                        : List.of(),
                        "approvals", caller.may(Verb.READ, Subject.APPROVAL) ? data.approvals() : List.of(),
                        "evidence", caller.may(Verb.READ, Subject.EVIDENCE) ? data.evidence(MOST) : List.of()));
    }

    @POST
    @Path("drills")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Permit(value = Verb.START, on = Subject.DRILL)
    public Response drill(@FormParam("runbook") @DefaultValue("") String runbook, @Context Caller caller) {
        return OverviewPages.toRun(actions.drill(runbook, caller.name()));
    }

    @POST
    @Path("approvals/{id}/decision")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Permit(value = Verb.APPROVE, on = Subject.APPROVAL)
    public Response decide(
            @PathParam("id") String id,
            @FormParam("decision") @DefaultValue("rejected") String decision,
            @FormParam("comment") @DefaultValue("") String comment,
            @Context Caller caller) {
        actions.decide(id, decision.equals("approved"), comment, caller.name());
        return Response.seeOther(URI.create("/drills")).build();
    }

    @GET
    @Path("register")
    @Permit(value = Verb.READ, on = Subject.REGISTER)
    public Response register(@Context Reader reader) {
        return pages.page("register", reader, Map.of("register", data.register(MOST)));
    }
}
