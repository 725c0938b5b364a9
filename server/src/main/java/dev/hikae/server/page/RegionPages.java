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
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;

/** Where the copies are, how far each region is, and what keeps them sound. */
@Path("/")
@Produces(MediaType.TEXT_HTML)
public final class RegionPages {
    private final Pages pages;
    private final PageData data;
    private final PageActions actions;

    public RegionPages(Pages pages, PageData data, PageActions actions) {
        this.pages = pages;
        this.data = data;
        this.actions = actions;
    }

    @GET
    @Path("regions")
    @Permit(value = Verb.READ, on = Subject.REGION)
    public Response regions(@Context Caller caller, @Context Reader reader) {
        return pages.page("regions", reader, Map.of("repositories", data.repositories(caller.name(), reader.locale())));
    }

    @POST
    @Path("replications")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Permit(value = Verb.START, on = Subject.REPLICATION)
    public Response replicate(@FormParam("repository") @DefaultValue("") String repository, @Context Caller caller) {
        return OverviewPages.toRun(actions.replication(repository, caller.name()));
    }

    @POST
    @Path("scrubs")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Permit(value = Verb.START, on = Subject.SCRUB)
    public Response scrub(@FormParam("repository") @DefaultValue("") String repository, @Context Caller caller) {
        return OverviewPages.toRun(actions.scrub(repository, caller.name()));
    }

    @POST
    @Path("prunes")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Permit(value = Verb.START, on = Subject.PRUNE)
    public Response prune(@FormParam("repository") @DefaultValue("") String repository, @Context Caller caller) {
        return OverviewPages.toRun(actions.prune(repository, caller.name()));
    }

    @POST
    @Path("lock-extensions")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Permit(value = Verb.START, on = Subject.LOCK)
    public Response extend(@FormParam("repository") @DefaultValue("") String repository, @Context Caller caller) {
        return OverviewPages.toRun(actions.lockExtension(repository, caller.name()));
    }

    @POST
    @Path("lock-checks")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Permit(value = Verb.START, on = Subject.LOCK)
    public Response checkLocks(@FormParam("repository") @DefaultValue("") String repository, @Context Caller caller) {
        return OverviewPages.toRun(actions.lockCheck(repository, caller.name()));
    }
}
