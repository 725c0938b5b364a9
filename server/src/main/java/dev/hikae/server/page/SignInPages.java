package dev.hikae.server.page;

import dev.hikae.config.error.HikaeException;
import dev.hikae.server.http.Language;
import dev.hikae.server.http.Problem;
import dev.hikae.server.identity.Caller;
import dev.hikae.server.identity.Identity;
import dev.hikae.server.identity.Open;
import dev.hikae.server.identity.Permit;
import dev.hikae.server.identity.SameSite;
import dev.hikae.server.identity.Session;
import dev.hikae.server.identity.SignIn.Credentials;
import dev.hikae.server.identity.Subject;
import dev.hikae.server.identity.Verb;
import dev.hikae.server.page.Pages.Reader;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Signing in and out with a browser, the own password, and the language. */
@Path("/")
@Produces(MediaType.TEXT_HTML)
public final class SignInPages {
    private static final int YEAR = 365 * 24 * 3600;

    private final Pages pages;
    private final Identity identity;

    public SignInPages(Pages pages, Identity identity) {
        this.pages = pages;
        this.identity = identity;
    }

    @GET
    @Path("login")
    @Open("nobody is signed in yet")
    public Response login(@QueryParam("next") @DefaultValue("/") String next, @Context Reader reader) {
        return form(reader, next, "", Optional.empty());
    }

    @POST
    @Path("login")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Open(value = "nobody is signed in yet", form = true)
    public Response signIn(
            @FormParam("account") @DefaultValue("") String account,
            @FormParam("password") @DefaultValue("") String password,
            @FormParam("second_factor") Optional<String> code,
            @FormParam("next") @DefaultValue("/") String next,
            @Context HttpServletRequest request,
            @Context Reader reader) {
        try {
            String session =
                    identity.signIn().browser(new Credentials(account, password, code), request.getRemoteAddr());
            return Response.seeOther(URI.create(inside(next)))
                    .cookie(cookie(Session.COOKIE, session).build(), gone(Session.FORM_COOKIE))
                    .build();
        } catch (HikaeException e) {
            return form(reader, next, account, Optional.of(e));
        }
    }

    @POST
    @Path("logout")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Permit(value = Verb.CHANGE, on = Subject.OWN_ACCOUNT)
    public Response signOut(@FormParam(SameSite.FIELD) String token, @Context Caller caller) {
        identity.signIn().out(caller, Optional.empty());
        return Response.seeOther(URI.create("/login"))
                .cookie(gone(Session.COOKIE))
                .header("Clear-Site-Data", "\"cache\", \"storage\"")
                .build();
    }

    @GET
    @Path("password")
    @Permit(value = Verb.READ, on = Subject.OWN_ACCOUNT)
    public Response password(@Context Reader reader) {
        return pages.page("password", reader, Map.of());
    }

    @POST
    @Path("password")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Permit(value = Verb.CHANGE, on = Subject.OWN_ACCOUNT)
    public Response changePassword(
            @FormParam("password") @DefaultValue("") String password,
            @FormParam("new_password") @DefaultValue("") String fresh,
            @FormParam("repeated") @DefaultValue("") String repeated,
            @Context HttpServletRequest request,
            @Context Caller caller,
            @Context Reader reader) {
        if (!fresh.equals(repeated)) {
            return refused(reader, Map.of("mismatch", true), 422);
        }
        try {
            String session =
                    identity.signIn().changePasswordInBrowser(caller, password, fresh, request.getRemoteAddr());
            return Response.seeOther(URI.create("/"))
                    .cookie(cookie(Session.COOKIE, session).build())
                    .build();
        } catch (HikaeException e) {
            return refused(reader, Map.of("problem", problem(e, reader)), Problem.status(e.code()));
        }
    }

    @POST
    @Path("language")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Open("whoever reads may choose the language; nothing else changes")
    public Response language(
            @FormParam("lang") @DefaultValue("en") String lang, @FormParam("next") @DefaultValue("/") String next) {
        return Response.seeOther(URI.create(inside(next)))
                .cookie(new NewCookie.Builder(Language.CHOICE)
                        .value(lang.equals("ja") ? "ja" : "en")
                        .path("/")
                        .secure(true)
                        .sameSite(NewCookie.SameSite.STRICT)
                        .maxAge(YEAR)
                        .build())
                .build();
    }

    private Response form(Reader reader, String next, String account, Optional<HikaeException> refused) {
        String token = identity.formToken();
        Map<String, Object> model = new HashMap<>(Map.of("form", token, "next", inside(next), "account", account));
        refused.ifPresent(e -> model.put("problem", problem(e, reader)));
        return Response.fromResponse(pages.page("login", reader, model))
                .status(refused.map(e -> Problem.status(e.code())).orElse(200))
                .cookie(cookie(Session.FORM_COOKIE, token).build())
                .build();
    }

    private Response refused(Reader reader, Map<String, Object> model, int status) {
        return Response.fromResponse(pages.page("password", reader, model))
                .status(status)
                .build();
    }

    private static Problem problem(HikaeException e, Reader reader) {
        return Problem.of(e, reader.locale(), reader.path());
    }

    private static NewCookie.Builder cookie(String name, String value) {
        return new NewCookie.Builder(name)
                .value(value)
                .path("/")
                .secure(true)
                .httpOnly(true)
                .sameSite(NewCookie.SameSite.STRICT);
    }

    private static NewCookie gone(String name) {
        return cookie(name, "").maxAge(0).build();
    }

    /** An address of ours, whatever a link says. */
    private static String inside(String next) {
        boolean ours = next.matches("/([A-Za-z0-9/._~?=&:+-]|%[0-9A-Fa-f]{2})*")
                && !next.startsWith("//")
                && !next.startsWith("/login");
        return ours ? next : "/";
    }
}
