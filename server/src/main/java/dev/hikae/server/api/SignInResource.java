package dev.hikae.server.api;

import dev.hikae.server.identity.Caller;
import dev.hikae.server.identity.Open;
import dev.hikae.server.identity.Permit;
import dev.hikae.server.identity.Role;
import dev.hikae.server.identity.SecondFactors;
import dev.hikae.server.identity.SignIn;
import dev.hikae.server.identity.SignIn.Credentials;
import dev.hikae.server.identity.SignIn.Granted;
import dev.hikae.server.identity.Subject;
import dev.hikae.server.identity.Verb;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** Signing in and out by API, and the caller's own account. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "sign-in")
public final class SignInResource {
    private final SignIn signIn;
    private final SecondFactors seconds;

    public SignInResource(SignIn signIn, SecondFactors seconds) {
        this.signIn = signIn;
        this.seconds = seconds;
    }

    /**
     * @param account its name
     * @param secondFactor the code of an authenticator app, when the account has one
     */
    public record SignInBody(
            @NotBlank @Size(max = 64) String account,
            @NotBlank @Size(max = 256) String password,
            Optional<@Size(max = 16) String> secondFactor) {
        @Override
        public String toString() {
            return "SignInBody[" + account + "]";
        }
    }

    /** A service account's token. */
    public record TokenBody(@NotBlank @Size(max = 256) String token) {
        @Override
        public String toString() {
            return "TokenBody";
        }
    }

    /**
     * An access token, for {@code Authorization: Bearer}.
     *
     * @param expiresIn seconds
     * @param mustChangePassword whether the token serves for nothing but {@code POST /password}
     */
    public record AccessToken(
            String accessToken,
            String tokenType,
            long expiresIn,
            Instant expiresAt,
            String account,
            Set<Role> roles,
            boolean mustChangePassword) {
        @Override
        public String toString() {
            return "AccessToken[" + account + "]";
        }
    }

    /** Who the caller is. */
    public record Self(String account, Set<Role> roles, boolean mustChangePassword) {}

    public record PasswordBody(
            @NotBlank @Size(max = 256) String password,
            @NotBlank @Size(max = 256) String newPassword) {
        @Override
        public String toString() {
            return "PasswordBody";
        }
    }

    public record CodeBody(@NotBlank @Size(max = 16) String code) {
        @Override
        public String toString() {
            return "CodeBody";
        }
    }

    /** What an authenticator app needs; shown once. */
    public record Enrolment(String secret, URI uri) {
        @Override
        public String toString() {
            return "Enrolment";
        }
    }

    @POST
    @Path("sign-in")
    @Open("nobody is signed in yet")
    @Operation(summary = "Exchange name and password for a short-lived access token")
    public AccessToken signIn(@Valid @NotNull SignInBody body, @Context HttpServletRequest request) {
        return token(signIn.withPassword(
                new Credentials(body.account(), body.password(), body.secondFactor()), request.getRemoteAddr()));
    }

    @POST
    @Path("tokens")
    @Open("nobody is signed in yet")
    @Operation(summary = "Exchange a service account's token for a short-lived access token")
    public AccessToken exchange(@Valid @NotNull TokenBody body, @Context HttpServletRequest request) {
        return token(signIn.withServiceToken(body.token(), request.getRemoteAddr()));
    }

    @POST
    @Path("sign-out")
    @Consumes(MediaType.WILDCARD)
    @Permit(value = Verb.CHANGE, on = Subject.OWN_ACCOUNT)
    @Operation(summary = "End this access token or session before its time")
    public void signOut(@Context Caller caller, @Context HttpHeaders headers) {
        signIn.out(caller, Optional.ofNullable(headers.getHeaderString(HttpHeaders.AUTHORIZATION)));
    }

    @GET
    @Path("account")
    @Permit(value = Verb.READ, on = Subject.OWN_ACCOUNT)
    @Operation(summary = "Who am I?")
    public Self self(@Context Caller caller) {
        return new Self(caller.name(), caller.roles(), caller.mustChangePassword());
    }

    @POST
    @Path("password")
    @Permit(value = Verb.CHANGE, on = Subject.OWN_ACCOUNT)
    @Operation(summary = "Set a new password; every session and token of the account ends, and a new token is given")
    public AccessToken changePassword(
            @Valid @NotNull PasswordBody body, @Context Caller caller, @Context HttpServletRequest request) {
        return token(signIn.changePassword(caller, body.password(), body.newPassword(), request.getRemoteAddr()));
    }

    @POST
    @Path("account/second-factor")
    @Consumes(MediaType.WILDCARD)
    @Permit(value = Verb.CHANGE, on = Subject.OWN_ACCOUNT)
    @Operation(summary = "Begin to enrol an authenticator app; confirm with a code")
    public Enrolment enrol(@Context Caller caller) {
        SecondFactors.Enrolment enrolment = seconds.begin(caller.account(), caller.name());
        return new Enrolment(enrolment.secret(), enrolment.uri());
    }

    @POST
    @Path("account/second-factor/confirmation")
    @Permit(value = Verb.CHANGE, on = Subject.OWN_ACCOUNT)
    @Operation(summary = "Prove the authenticator app; sign-in asks for its code from now on")
    public void confirm(@Valid @NotNull CodeBody body, @Context Caller caller) {
        seconds.confirm(caller.account(), body.code());
    }

    private static AccessToken token(Granted granted) {
        return new AccessToken(
                granted.accessToken(),
                "Bearer",
                granted.life().toSeconds(),
                granted.expiresAt(),
                granted.name(),
                granted.roles(),
                granted.mustChangePassword());
    }
}
