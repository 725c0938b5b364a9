package dev.hikae.server.api;

import dev.hikae.server.http.Listing;
import dev.hikae.server.http.Versioned;
import dev.hikae.server.identity.Account;
import dev.hikae.server.identity.Accounts;
import dev.hikae.server.identity.Permit;
import dev.hikae.server.identity.Role;
import dev.hikae.server.identity.Subject;
import dev.hikae.server.identity.Verb;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** People's accounts, for administrators. */
@Path("/api/v1/accounts")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "accounts")
public final class AccountsResource {
    private final Accounts accounts;

    public AccountsResource(Accounts accounts) {
        this.accounts = accounts;
    }

    /** An account as others see it. */
    public record AccountView(
            String name,
            Set<Role> roles,
            boolean enabled,
            boolean mustChangePassword,
            boolean secondFactor,
            Instant createdAt,
            Optional<Instant> lastSignIn) {
        static AccountView of(Account a) {
            return new AccountView(
                    a.name(),
                    a.roles(),
                    a.enabled(),
                    a.mustChangePassword(),
                    a.secondFactor(),
                    a.createdAt(),
                    a.lastSignIn());
        }
    }

    /**
     * A new account.
     *
     * @param password when left out, one is made up, told once, and must be changed
     * @param mustChangePassword whether a given password only serves to set another; true when left out
     */
    public record NewAccount(
            @NotNull @Pattern(regexp = Account.NAME) String name,
            @NotEmpty Set<@NotNull Role> roles,
            Optional<@Size(max = 256) String> password,
            Optional<Boolean> mustChangePassword) {
        @Override
        public String toString() {
            return "NewAccount[" + name + "]";
        }
    }

    /** What can be changed of an account. */
    public record AccountChange(
            @NotEmpty Set<@NotNull Role> roles, @NotNull Boolean enabled) {}

    /** An account with its one-time password, told this once, when one was made up. */
    public record CreatedAccount(AccountView account, Optional<String> oneTimePassword) {
        @Override
        public String toString() {
            return "CreatedAccount[" + account.name() + "]";
        }
    }

    @GET
    @Permit(value = Verb.READ, on = Subject.ACCOUNT)
    @Operation(summary = "All accounts, by name")
    public Listing<AccountView> list(
            @QueryParam("cursor") Optional<String> cursor,
            @QueryParam("limit") @DefaultValue(Listing.DEFAULT_LIMIT) int limit) {
        int most = Listing.limit(limit);
        return Listing.part(accounts.list(Listing.position(cursor), most + 1), most, Account::name)
                .map(AccountView::of);
    }

    @GET
    @Path("{name}")
    @Permit(value = Verb.READ, on = Subject.ACCOUNT)
    @Operation(summary = "One account; its ETag is needed to change it")
    public Response get(@PathParam("name") String name) {
        Account account = accounts.named(name);
        return Versioned.ok(AccountView.of(account), account.version());
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Permit(value = Verb.CREATE, on = Subject.ACCOUNT)
    @Operation(summary = "Make an account")
    public Response create(@Valid @NotNull NewAccount body) {
        CreatedAccount created = body.password()
                .map(password -> new CreatedAccount(
                        AccountView.of(accounts.create(
                                body.name(),
                                body.roles(),
                                password,
                                body.mustChangePassword().orElse(true))),
                        Optional.empty()))
                .orElseGet(() -> created(accounts.create(body.name(), body.roles())));
        return Response.created(URI.create("/api/v1/accounts/" + body.name()))
                .entity(created)
                .build();
    }

    @PUT
    @Path("{name}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Permit(value = Verb.CHANGE, on = Subject.ACCOUNT)
    @Operation(summary = "Change roles or state; needs If-Match; ends the account's sessions and tokens")
    public Response change(
            @PathParam("name") String name, @Valid @NotNull AccountChange body, @Context HttpHeaders headers) {
        Account present = accounts.named(name);
        Versioned.requireMatch(headers, present.version());
        Account changed = accounts.change(present.id(), present.version(), body.roles(), body.enabled());
        return Versioned.ok(AccountView.of(changed), changed.version());
    }

    @POST
    @Path("{name}/disable")
    @Consumes(MediaType.WILDCARD)
    @Permit(value = Verb.CHANGE, on = Subject.ACCOUNT)
    @Operation(summary = "Shut an account; ends its sessions and tokens")
    public AccountView disable(@PathParam("name") String name) {
        Account present = accounts.named(name);
        return AccountView.of(accounts.change(present.id(), present.version(), present.roles(), false));
    }

    @POST
    @Path("{name}/reset")
    @Consumes(MediaType.WILDCARD)
    @Permit(value = Verb.CHANGE, on = Subject.ACCOUNT)
    @Operation(summary = "Give an account a new one-time password and take its second factor away")
    public CreatedAccount reset(@PathParam("name") String name) {
        return created(accounts.reset(accounts.named(name).id()));
    }

    private static CreatedAccount created(Accounts.Created created) {
        return new CreatedAccount(AccountView.of(created.account()), Optional.of(created.firstPassword()));
    }
}
