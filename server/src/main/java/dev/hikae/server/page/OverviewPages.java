package dev.hikae.server.page;

import dev.hikae.server.health.Condition;
import dev.hikae.server.identity.Caller;
import dev.hikae.server.identity.Permit;
import dev.hikae.server.identity.Subject;
import dev.hikae.server.identity.Verb;
import dev.hikae.server.page.Pages.Reader;
import dev.hikae.server.run.RunKind;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How things stand: plans, runs, and each run as it goes. */
@Path("/")
@Produces(MediaType.TEXT_HTML)
public final class OverviewPages {
    private static final int RECENT = 12;
    private static final int PART = 50;

    private final Pages pages;
    private final PageData data;
    private final PageActions actions;
    private final List<Condition> conditions;

    public OverviewPages(Pages pages, PageData data, PageActions actions, List<Condition> conditions) {
        this.pages = pages;
        this.data = data;
        this.actions = actions;
        this.conditions = List.copyOf(conditions);
    }

    /** Auditors see evidence and nothing else, so that is where they begin. */
    @GET
    @Permit(value = Verb.READ, on = Subject.PAGE)
    public Response overview(@Context Caller caller, @Context Reader reader) {
        if (!caller.may(Verb.READ, Subject.PLAN)) {
            return Response.seeOther(URI.create("/drills")).build();
        }
        return pages.page("overview", reader, overview(reader));
    }

    private Map<String, Object> overview(Reader reader) {
        return Map.of(
                "plans", data.plans(),
                "runs", data.runs(Optional.empty(), Optional.empty(), RECENT),
                "warnings",
                        conditions.stream()
                                .map(Condition::check)
                                .flatMap(s -> Warnings.text(s, reader.locale()).stream())
                                .toList());
    }

    @GET
    @Path("runs")
    @Permit(value = Verb.READ, on = Subject.RUN)
    public Response runs(
            @QueryParam("kind") Optional<String> kind,
            @QueryParam("before") Optional<String> before,
            @Context Reader reader) {
        List<PageData.RunRow> rows = data.runs(kind.filter(k -> !k.isEmpty()), before, PART + 1);
        Map<String, Object> model = new HashMap<>();
        model.put("runs", rows.subList(0, Math.min(PART, rows.size())));
        model.put("kind", kind.orElse(""));
        model.put("kinds", RunKind.ALL);
        if (rows.size() > PART) {
            model.put("next", rows.get(PART - 1).id());
        }
        return pages.page("runs", reader, model);
    }

    @GET
    @Path("runs/{id}")
    @Permit(value = Verb.READ, on = Subject.RUN)
    public Response run(@PathParam("id") String id, @Context Reader reader) {
        return pages.page("run", reader, Map.of("detail", data.run(id, reader.locale())));
    }

    /** The part of a run's page that changes while it runs. */
    @GET
    @Path("runs/{id}/progress")
    @Permit(value = Verb.READ, on = Subject.RUN)
    public Response progress(@PathParam("id") String id, @Context Reader reader) {
        PageData.RunDetail detail = data.run(id, reader.locale());
        Response part = pages.page("run-part", reader, Map.of("detail", detail));
        return detail.run().ended()
                ? Response.fromResponse(part).header("HX-Refresh", "true").build()
                : part;
    }

    @POST
    @Path("runs/{id}/cancel")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Permit(value = Verb.CANCEL, on = Subject.RUN)
    public Response cancel(@PathParam("id") String id, @Context Caller caller) {
        actions.cancel(id, caller.name());
        return toRun(id);
    }

    @POST
    @Path("backups")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Permit(value = Verb.START, on = Subject.BACKUP)
    public Response backup(@FormParam("plan") @DefaultValue("") String plan, @Context Caller caller) {
        return toRun(actions.backup(plan, caller.name()));
    }

    static Response toRun(String id) {
        return Response.seeOther(URI.create("/runs/" + id)).build();
    }
}
