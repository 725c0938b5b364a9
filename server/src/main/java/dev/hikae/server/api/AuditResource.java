package dev.hikae.server.api;

import dev.hikae.config.error.HikaeException;
import dev.hikae.server.audit.AuditRecord;
import dev.hikae.server.audit.AuditTrail;
import dev.hikae.server.http.Listing;
import dev.hikae.server.identity.Permit;
import dev.hikae.server.identity.Subject;
import dev.hikae.server.identity.Verb;
import dev.hikae.server.settings.ServerError;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;

/** The audit trail. */
@Path("/api/v1/audit")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "audit")
public final class AuditResource {
    private final AuditTrail trail;

    public AuditResource(AuditTrail trail) {
        this.trail = trail;
    }

    @GET
    @Permit(value = Verb.READ, on = Subject.AUDIT)
    @Operation(summary = "The audit trail, newest first")
    public Listing<AuditRecord> list(
            @QueryParam("cursor") Optional<String> cursor,
            @QueryParam("limit") @DefaultValue(Listing.DEFAULT_LIMIT) int limit) {
        int most = Listing.limit(limit);
        long before = Listing.position(cursor).map(AuditResource::number).orElse(Long.MAX_VALUE);
        List<AuditRecord> records = trail.newest(before, most + 1);
        return Listing.part(records, most, r -> String.valueOf(r.seq()));
    }

    private static long number(String position) {
        try {
            return Long.parseLong(position);
        } catch (NumberFormatException e) {
            throw new HikaeException(e, ServerError.CURSOR);
        }
    }
}
