package dev.hikae.server.page;

import dev.hikae.server.identity.Caller;
import dev.hikae.server.identity.Permit;
import dev.hikae.server.identity.Subject;
import dev.hikae.server.identity.Verb;
import dev.hikae.server.page.PageActions.RestoreForm;
import dev.hikae.server.page.Pages.Reader;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Recovery points: find one, look into it, restore from it. */
@Path("/")
@Produces(MediaType.TEXT_HTML)
public final class RestorePages {
    private final Pages pages;
    private final PageData data;
    private final PageActions actions;

    public RestorePages(Pages pages, PageData data, PageActions actions) {
        this.pages = pages;
        this.data = data;
        this.actions = actions;
    }

    @GET
    @Path("snapshots")
    @Permit(value = Verb.READ, on = Subject.SNAPSHOT)
    public Response snapshots(
            @QueryParam("plan") Optional<String> plan, @Context Caller caller, @Context Reader reader) {
        Optional<String> wanted = plan.filter(p -> !p.isEmpty());
        return pages.page(
                "snapshots",
                reader,
                Map.of(
                        "snapshots", data.snapshots(wanted, caller.name()),
                        "plans", data.plans(),
                        "plan", wanted.orElse("")));
    }

    @GET
    @Path("snapshots/{id}")
    @Permit(value = Verb.READ, on = Subject.ENTRY)
    public Response browse(
            @PathParam("id") String id,
            @QueryParam("path") Optional<String> path,
            @QueryParam("cursor") Optional<String> cursor,
            @Context Caller caller,
            @Context Reader reader) {
        Optional<String> folder = path.filter(p -> !p.isEmpty());
        PageData.EntryPart part = data.entries(id, folder, cursor.filter(c -> !c.isEmpty()), caller.name());
        Map<String, Object> model = new HashMap<>(Map.of(
                "snapshot", data.snapshot(id, caller.name()),
                "folder", folder.orElse(""),
                "crumbs", Crumb.of(folder.orElse("")),
                "entries", part.entries(),
                "roots", data.restoreRoots()));
        part.next().ifPresent(n -> model.put("next", n));
        return pages.page("browse", reader, model);
    }

    /** The form shows the dry run first; the real restore is a second press on the dry run's page. */
    @POST
    @Path("restores")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Permit(value = Verb.START, on = Subject.RESTORE)
    public Response restore(
            @FormParam("snapshot") @DefaultValue("") String snapshot,
            @FormParam("path") List<String> paths,
            @FormParam("folder") @DefaultValue("") String folder,
            @FormParam("target") @DefaultValue("") String target,
            @FormParam("region") Optional<String> region,
            @FormParam("overwrite") Optional<String> overwrite,
            @FormParam("dry_run") @DefaultValue("true") boolean dryRun,
            @Context Caller caller) {
        // Nothing chosen means the folder that was shown, never more than that.
        List<String> chosen = paths.isEmpty() && !folder.isEmpty() ? List.of(folder) : paths;
        return OverviewPages.toRun(actions.restore(
                new RestoreForm(
                        snapshot, chosen, target, dryRun, overwrite.isPresent(), region.filter(r -> !r.isEmpty())),
                caller.name()));
    }

    /** One step of the way from the root to a folder. */
    public record Crumb(String name, String path) {
        static List<Crumb> of(String folder) {
            List<Crumb> crumbs = new java.util.ArrayList<>();
            StringBuilder path = new StringBuilder();
            for (String part : folder.split("/")) {
                if (!part.isEmpty()) {
                    crumbs.add(new Crumb(part, path.append('/').append(part).toString()));
                }
            }
            return List.copyOf(crumbs);
        }
    }
}
