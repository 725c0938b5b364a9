package dev.hikae.server.page;

import dev.hikae.config.error.HikaeException;
import dev.hikae.server.audit.AuditRecord;
import dev.hikae.server.audit.AuditTrail;
import dev.hikae.server.http.Problem;
import dev.hikae.server.identity.Account;
import dev.hikae.server.identity.Accounts;
import dev.hikae.server.identity.Permit;
import dev.hikae.server.identity.Role;
import dev.hikae.server.identity.Subject;
import dev.hikae.server.identity.Verb;
import dev.hikae.server.page.Pages.Reader;
import dev.hikae.server.settings.ServerError;
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
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Accounts and the audit trail. */
@Path("/")
@Produces(MediaType.TEXT_HTML)
public final class AdministrationPages {
    private static final int PART = 100;

    private final Pages pages;
    private final Accounts accounts;
    private final AuditTrail trail;

    public AdministrationPages(Pages pages, Accounts accounts, AuditTrail trail) {
        this.pages = pages;
        this.accounts = accounts;
        this.trail = trail;
    }

    @GET
    @Path("audit")
    @Permit(value = Verb.READ, on = Subject.AUDIT)
    public Response audit(
            @QueryParam("before") @DefaultValue("9223372036854775807") long before, @Context Reader reader) {
        List<AuditRecord> records = trail.newest(before, PART);
        Map<String, Object> model = new HashMap<>(Map.of("records", records));
        if (!records.isEmpty() && records.getLast().seq() > 1) {
            model.put("next", records.getLast().seq());
        }
        return pages.page("audit", reader, model);
    }

    @GET
    @Path("accounts")
    @Permit(value = Verb.READ, on = Subject.ACCOUNT)
    public Response accounts(@Context Reader reader) {
        return list(reader, Map.of());
    }

    /** The one-time password is in this answer only: the page is not redirected to, and not kept. */
    @POST
    @Path("accounts")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Permit(value = Verb.CREATE, on = Subject.ACCOUNT)
    public Response create(
            @FormParam("name") @DefaultValue("") String name,
            @FormParam("role") List<String> roles,
            @Context Reader reader) {
        return told(reader, () -> accounts.create(checked(name), roles(roles)));
    }

    @POST
    @Path("accounts/{name}/reset")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Permit(value = Verb.CHANGE, on = Subject.ACCOUNT)
    public Response reset(@PathParam("name") String name, @Context Reader reader) {
        return told(reader, () -> accounts.reset(accounts.named(name).id()));
    }

    @POST
    @Path("accounts/{name}/state")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Permit(value = Verb.CHANGE, on = Subject.ACCOUNT)
    public Response state(
            @PathParam("name") String name,
            @FormParam("enabled") @DefaultValue("false") boolean enabled,
            @Context Reader reader) {
        try {
            Account account = accounts.named(name);
            accounts.change(account.id(), account.version(), account.roles(), enabled);
            return list(reader, Map.of());
        } catch (HikaeException e) {
            return refused(reader, e);
        }
    }

    private Response told(Reader reader, java.util.function.Supplier<Accounts.Created> effect) {
        try {
            Accounts.Created created = effect.get();
            return list(reader, Map.of("told", created.account().name(), "password", created.firstPassword()));
        } catch (HikaeException e) {
            return refused(reader, e);
        }
    }

    private Response refused(Reader reader, HikaeException e) {
        Problem problem = Problem.of(e, reader.locale(), reader.path());
        return Response.fromResponse(list(reader, Map.of("problem", problem)))
                .status(problem.status())
                .build();
    }

    private Response list(Reader reader, Map<String, Object> more) {
        Map<String, Object> model = new HashMap<>(more);
        model.put("accounts", accounts.list(Optional.empty(), 500));
        model.put("roles", Arrays.stream(Role.values()).map(Role::word).toList());
        return pages.page("accounts", reader, model);
    }

    private static String checked(String name) {
        if (!name.matches(Account.NAME)) {
            throw new HikaeException(ServerError.INVALID_BODY, "name");
        }
        return name;
    }

    private static Set<Role> roles(List<String> words) {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        Arrays.stream(Role.values()).filter(r -> words.contains(r.word())).forEach(roles::add);
        if (roles.isEmpty()) {
            throw new HikaeException(ServerError.INVALID_BODY, "role");
        }
        return roles;
    }
}
