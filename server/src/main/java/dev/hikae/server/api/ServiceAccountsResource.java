package dev.hikae.server.api;

import dev.hikae.server.http.Listing;
import dev.hikae.server.identity.Account;
import dev.hikae.server.identity.Caller;
import dev.hikae.server.identity.Permit;
import dev.hikae.server.identity.Role;
import dev.hikae.server.identity.ServiceAccounts;
import dev.hikae.server.identity.ServiceAccounts.ServiceAccount;
import dev.hikae.server.identity.Subject;
import dev.hikae.server.identity.Verb;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
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
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** Machines' accounts, for administrators. */
@Path("/api/v1/service-accounts")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "accounts")
public final class ServiceAccountsResource {
    private final ServiceAccounts accounts;

    public ServiceAccountsResource(ServiceAccounts accounts) {
        this.accounts = accounts;
    }

    /** A new machine's account; without {@code expires_at} its token lasts until it is revoked. */
    public record NewServiceAccount(
            @NotNull @Pattern(regexp = Account.NAME) String name,

            @NotEmpty Set<@NotNull Role> roles,
            Optional<Instant> expiresAt) {}

    /** The account and its token, told this once. */
    public record CreatedServiceAccount(ServiceAccount account, String token) {
        @Override
        public String toString() {
            return "CreatedServiceAccount[" + account.name() + "]";
        }
    }

    @GET
    @Permit(value = Verb.READ, on = Subject.SERVICE_ACCOUNT)
    @Operation(summary = "All service accounts, by name")
    public Listing<ServiceAccount> list(
            @QueryParam("cursor") Optional<String> cursor,
            @QueryParam("limit") @DefaultValue(Listing.DEFAULT_LIMIT) int limit) {
        int most = Listing.limit(limit);
        return Listing.part(accounts.list(Listing.position(cursor), most + 1), most, ServiceAccount::name);
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Permit(value = Verb.CREATE, on = Subject.SERVICE_ACCOUNT)
    @Operation(summary = "Make a service account; the answer shows its token, once")
    public Response create(@Valid @NotNull NewServiceAccount body, @Context Caller caller) {
        ServiceAccounts.Created created = accounts.create(body.name(), body.roles(), body.expiresAt(), caller.name());
        return Response.created(URI.create("/api/v1/service-accounts/" + body.name()))
                .entity(new CreatedServiceAccount(created.account(), created.token()))
                .build();
    }

    @POST
    @Path("{name}/revoke")
    @Consumes(MediaType.WILDCARD)
    @Permit(value = Verb.CHANGE, on = Subject.SERVICE_ACCOUNT)
    @Operation(summary = "End a service account's token and everything it was exchanged for, at once")
    public ServiceAccount revoke(@PathParam("name") String name) {
        return accounts.revoke(name);
    }
}
